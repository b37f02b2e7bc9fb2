//! The classes of courses that are taught in classes.

use crate::demo::calendar::Day;
use crate::demo::company::Offering;
use crate::demo::courses::{COURSES, Style};

/// A class of each such course every eight weeks, and some that begin after the last day.
pub fn offerings(begins: Day, ends: Day) -> Vec<Offering> {
    let mut offerings = Vec::new();
    for (course, (_, _, style, _)) in (0_u8..).zip(&COURSES) {
        if *style != Style::Class {
            continue;
        }
        let mut starts = begins.plus(10 + i32::from(course));
        while starts < ends.plus(60) {
            offerings.push(Offering { course, starts, ends: starts.plus(2) });
            starts = starts.plus(56);
        }
    }
    offerings
}
