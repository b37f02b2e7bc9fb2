//! What happens in the demo company, in small: a million of these fit into memory where a million
//! commands do not.

use crate::demo::calendar::{Day, Minute};

/// One report about one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// When a source reports it: the order of submission.
    pub reported: Minute,
    /// Whose.
    pub person: u32,
    /// Which command of that person; a repeated command has the number of its first attempt.
    pub number: u32,
    /// When it happened.
    pub occurred: Occurred,
    /// Who reports it.
    pub source: Source,
    /// What happened.
    pub act: Act,
}

/// When something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurred {
    /// At an instant, at the person's site.
    At(Minute),
    /// On a day.
    On(Day),
    /// Some day up to this one.
    Before(Day),
}

/// Which system reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The personnel system.
    PersonnelFeed,
    /// The learning management system.
    Lms,
    /// Players of content: they report at once.
    Player,
    /// Tablets without a connection: they report late and out of order.
    FieldApp,
}

impl Source {
    /// Its registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::PersonnelFeed => "personnel-feed",
            Self::Lms => "lms",
            Self::Player => "player",
            Self::FieldApp => "field-app",
        }
    }
}

/// What is assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A course, by index.
    Course(u8),
    /// A certification, by index.
    Certificate(u8),
}

/// Which course, or class of a course, an enrollment is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// A course.
    Course(u8),
    /// An offering, by index.
    Offering(u16),
    /// Something that does not exist.
    UnknownCourse,
    /// Something that does not exist.
    UnknownOffering,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Result {
    /// Complete; nobody graded it.
    Done,
    /// Complete, failed.
    Failed(u16),
    /// Complete, passed; with the score in basis points.
    Passed(u16),
    /// Complete, passed with distinction.
    Distinction(u16),
}

/// What happened; numbers count per person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Joins, as the roster says.
    Join,
    /// Moves to another unit.
    Move {
        /// Index.
        unit: u16,
    },
    /// Leaves after this day.
    Leave {
        /// The last day.
        last: Day,
    },
    /// Is obliged.
    Assign {
        /// Which assignment.
        assignment: u16,
        /// To what.
        target: Target,
        /// By when.
        due: Day,
    },
    /// Takes part.
    Enroll {
        /// Which enrollment.
        enrollment: u16,
        /// In what.
        seat: Seat,
    },
    /// Takes part no longer.
    Withdraw {
        /// Which enrollment.
        enrollment: u16,
        /// Index of the reason.
        reason: u8,
    },
    /// Opens a course.
    Launch {
        /// In which enrollment.
        enrollment: u16,
        /// Of which course.
        course: u8,
    },
    /// Gets ahead.
    Progress {
        /// In which enrollment.
        enrollment: u16,
        /// Of which course.
        course: u8,
        /// How far, in basis points.
        points: u16,
    },
    /// Ends an attempt.
    Finish {
        /// In which enrollment.
        enrollment: u16,
        /// Of which course.
        course: u8,
        /// Which attempt.
        attempt: u8,
        /// How it ended.
        result: Result,
    },
    /// Has learned it elsewhere.
    Credit {
        /// What.
        course: u8,
    },
    /// Somebody whom nobody added enrolls.
    EnrollStranger,
    /// The caller gives its last command up; it was recorded long ago.
    GiveUp {
        /// Number of that command.
        number: u32,
    },
}
