//! The certifications of the demo company. Invariant: 8 of them, all of which expire, and each asks
//! for courses of the list.

use crate::demo::courses::Audience;
use crate::demo::courses::Audience::{Anyone, Division, Everyone};

/// A certification that expires.
#[derive(Debug, Clone, Copy)]
pub struct Certificate {
    /// Short name.
    pub code: &'static str,
    /// Name as shown.
    pub title: &'static str,
    /// Codes of the courses of cycle 1.
    pub first: &'static [&'static str],
    /// Codes of the courses of every later cycle.
    pub later: &'static [&'static str],
    /// How long it is valid.
    pub validity_months: u32,
    /// How long before its end it may be renewed.
    pub window_months: u32,
    /// Renewed at any time.
    pub early_renewal: bool,
    /// Who needs it.
    pub audience: Audience,
    /// How many of the audience, in a hundred.
    pub share: u32,
}

const fn certificate(
    code: &'static str,
    title: &'static str,
    first: &'static [&'static str],
    later: &'static [&'static str],
    months: (u32, u32),
    needed: (Audience, u32),
) -> Certificate {
    let (validity_months, window_months) = months;
    let (audience, share) = needed;
    let early_renewal = false;
    Certificate {
        code,
        title,
        first,
        later,
        validity_months,
        window_months,
        early_renewal,
        audience,
        share,
    }
}

/// The certifications.
pub const CERTIFICATES: [Certificate; 8] = [
    certificate("C-SEC", "Security Aware", &["SECU"], &["SECU"], (12, 2), (Everyone, 100)),
    certificate("C-FRK", "Forklift Driver", &["FORK"], &["FORK"], (24, 3), (Division(0), 50)),
    certificate("C-HGT", "Height Worker", &["HEIG", "PPEQ"], &["HEIG"], (12, 2), (Division(0), 40)),
    certificate(
        "C-CHM",
        "Chemicals Handler",
        &["CHEM", "SPIL"],
        &["CHEM"],
        (12, 3),
        (Division(0), 45),
    ),
    certificate("C-AML", "Laundering Officer", &["ANTI"], &["ANTI"], (12, 1), (Division(3), 60)),
    certificate(
        "C-SDV",
        "Secure Developer",
        &["SDEV", "OPEN"],
        &["SDEV"],
        (18, 3),
        (Division(2), 80),
    ),
    Certificate {
        early_renewal: true,
        ..certificate("C-FOO", "Food Handler", &["FOOD"], &["FOOD"], (6, 1), (Division(5), 70))
    },
    certificate("C-AID", "First Aider", &["AIDS"], &["AIDS"], (24, 3), (Anyone, 6)),
];
