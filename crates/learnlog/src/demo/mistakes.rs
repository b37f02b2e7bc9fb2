//! What goes wrong in every company: commands sent twice, ids used twice, courses that do not
//! exist, strangers. Invariant: none of it is an error; the ledger has an answer to each.

use crate::demo::courses::COURSES;
use crate::demo::history::History;
use crate::demo::step::{Act, Seat, Source, Step};

/// Adds the mistakes around a person's history.
pub fn make(history: &mut History<'_>) {
    let steps: Vec<Step> = history.steps().to_vec();
    for step in &steps {
        if history.random.percent(1) {
            let minutes = history.random.between(1, 600);
            history.again(*step, minutes);
        }
        match step.act {
            // Another result under the id of the first: a source that counts wrongly.
            Act::Progress { enrollment, course, points } if history.random.percent(1) => {
                let act = Act::Progress { enrollment, course, points: points / 2 };
                let minutes = history.random.between(10, 3_000);
                history.again(Step { act, ..*step }, minutes);
            }
            // Enrolled twice by two people.
            Act::Enroll { seat, .. } if history.random.percent(1) => {
                let enrollment = history.new_enrollment();
                let reported = step.reported.plus(30);
                let act = Act::Enroll { enrollment, seat };
                history.push(reported, step.occurred, Source::Lms, act);
            }
            _ => {}
        }
    }
    blunder(history, &steps);
}

fn blunder(history: &mut History<'_>, steps: &[Step]) {
    let courses = u32::try_from(COURSES.len()).unwrap_or(1);
    let day = history.begins.plus(history.random.between(0, 1_000));
    if day > history.ends {
        return;
    }
    let enrollment = history.new_enrollment();
    let act = match history.random.below(100) {
        0..4 => Act::Enroll { enrollment, seat: Seat::UnknownCourse },
        4..6 => Act::Enroll { enrollment, seat: Seat::UnknownOffering },
        6..9 => Act::Withdraw { enrollment, reason: 3 },
        9..11 => Act::EnrollStranger,
        11..14 => {
            let course = u8::try_from(history.random.below(courses)).unwrap_or_default();
            Act::Launch { enrollment, course }
        }
        // The personnel system sends somebody again as they joined.
        14..18 => Act::Join,
        18..20 => match steps.last() {
            Some(step) => Act::GiveUp { number: step.number },
            None => return,
        },
        _ => return,
    };
    history.on(day, Source::Lms, act);
}
