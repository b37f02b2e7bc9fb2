//! The courses of the demo company: 40 of them.

/// How a course is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Online, with a graded test at the end: must be passed.
    #[default]
    Tested,
    /// Online, without a test: must be completed.
    Online,
    /// Read and be done: must be completed.
    Document,
    /// A class with dates, graded by the trainer: must be passed.
    Class,
}

/// Who has to take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Everyone,
    /// A division, by its index.
    Division(usize),
    /// Who leads a team.
    Leads,
    /// Who wants to.
    Anyone,
}

use Audience::{Anyone, Division, Everyone, Leads};
use Style::{Class, Document, Online, Tested};

/// Code, title, style, audience.
pub const COURSES: [(&str, &str, Style, Audience); 40] = [
    ("COND", "Code of Conduct", Document, Everyone),
    ("SECU", "Information Security", Tested, Everyone),
    ("PRIV", "Data Privacy", Tested, Everyone),
    ("FIRE", "Fire Safety", Tested, Everyone),
    ("FORK", "Forklift Operation", Class, Division(0)),
    ("LOTO", "Lockout and Tagout", Tested, Division(0)),
    ("CHEM", "Handling Chemicals", Tested, Division(0)),
    ("HEIG", "Working at Height", Class, Division(0)),
    ("PPEQ", "Protective Equipment", Online, Division(0)),
    ("QUAL", "Quality Inspection", Tested, Division(0)),
    ("MACH", "Machine Guarding", Tested, Division(0)),
    ("SPIL", "Spill Response", Class, Division(0)),
    ("PROD", "Product Knowledge", Online, Division(1)),
    ("NEGO", "Negotiation", Class, Division(1)),
    ("ABAC", "Preventing Bribery", Tested, Division(1)),
    ("CRMS", "Working with the CRM", Online, Division(1)),
    ("SDEV", "Secure Development", Tested, Division(2)),
    ("ARCH", "Reviewing Designs", Online, Division(2)),
    ("TEST", "Test Strategy", Online, Division(2)),
    ("OPEN", "Open-Source Licensing", Tested, Division(2)),
    ("INCI", "Incident Response", Class, Division(2)),
    ("ANTI", "Preventing Money Laundering", Tested, Division(3)),
    ("CTRL", "Internal Controls", Tested, Division(3)),
    ("REVE", "Recognizing Revenue", Online, Division(3)),
    ("AUDI", "Working with Auditors", Online, Division(3)),
    ("INTE", "Interviewing Fairly", Online, Division(4)),
    ("LABO", "Labor Law", Tested, Division(4)),
    ("MEDI", "Workplace Mediation", Class, Division(4)),
    ("CUST", "Caring for Customers", Online, Division(5)),
    ("DEES", "De-escalation", Class, Division(5)),
    ("FOOD", "Food Hygiene", Tested, Division(5)),
    ("ACCE", "Accessible Service", Online, Division(5)),
    ("LEAD", "Leading a Team", Class, Leads),
    ("FEED", "Giving Feedback", Online, Leads),
    ("HARA", "Preventing Harassment", Tested, Leads),
    ("WRIT", "Clear Writing", Online, Anyone),
    ("DATA", "Reading Data", Tested, Anyone),
    ("PRES", "Presenting", Class, Anyone),
    ("SPAN", "Spanish for Beginners", Online, Anyone),
    ("AIDS", "First Aid", Class, Anyone),
];

/// Index of a course.
pub fn index_of(code: &str) -> Option<u8> {
    let index = COURSES.iter().position(|(known, ..)| *known == code)?;
    u8::try_from(index).ok()
}
