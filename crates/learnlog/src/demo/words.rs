//! Words that the demo company is made of. Invariant: lists only grow at their end; a change gives
//! other companies for the same seed.

/// What a person does; index 0 leads a team.
pub const JOBS: [(&str, &str); 12] = [
    ("LEAD", "Team Lead"),
    ("MACH", "Machine Operator"),
    ("WARE", "Warehouse Worker"),
    ("TECH", "Maintenance Technician"),
    ("SALE", "Account Manager"),
    ("SDEV", "Software Engineer"),
    ("DSGN", "Product Designer"),
    ("ACCT", "Accountant"),
    ("CTRL", "Controller"),
    ("RECR", "Recruiter"),
    ("CARE", "Care Agent"),
    ("CHEF", "Canteen Cook"),
];

/// A division: code, title, jobs in it (indices of [`JOBS`]), departments.
pub type Division = (&'static str, &'static str, &'static [usize], &'static [&'static str]);

/// The divisions of the company.
pub const DIVISIONS: [Division; 6] = [
    ("OPS", "Operations", &[1, 2, 3], &["Assembly", "Warehouse", "Maintenance", "Packaging"]),
    ("SAL", "Sales", &[4], &["Retail Sales", "Key Accounts", "Partner Sales"]),
    ("ENG", "Engineering", &[5, 6], &["Platform", "Devices", "Design"]),
    ("FIN", "Finance", &[7, 8], &["Accounting", "Controlling"]),
    ("PPL", "People", &[9], &["Recruiting", "Learning"]),
    ("CUS", "Customer Care", &[10, 11], &["Service Desk", "Field Care", "Canteens"]),
];

/// The company.
pub const COMPANY: (&str, &str) = ("LARK", "Larkfield Instruments");

/// Where people work: IANA zone, locale.
pub const SITES: [(&str, &str); 3] =
    [("Europe/Berlin", "de-DE"), ("America/New_York", "en-US"), ("Asia/Singapore", "en-SG")];

/// Why people withdraw: codes of the company's own list.
pub const WITHDRAWAL_REASONS: [&str; 4] =
    ["SCHEDULE_CONFLICT", "NO_LONGER_NEEDED", "ILLNESS", "WRONG_COURSE"];

/// First names.
pub const FIRST_NAMES: [&str; 40] = [
    "Ada", "Ben", "Carla", "Dmitri", "Elif", "Femi", "Grace", "Hiro", "Ines", "Jonas", "Keiko",
    "Liam", "Mei", "Noor", "Olga", "Priya", "Quinn", "Rosa", "Samir", "Tara", "Uma", "Viktor",
    "Wanda", "Xavier", "Yusuf", "Zoe", "Aiko", "Bruno", "Chen", "Dora", "Emil", "Fatima", "Goran",
    "Hana", "Igor", "Jana", "Karim", "Lucia", "Mateo", "Nadia",
];

/// Last names.
pub const LAST_NAMES: [&str; 48] = [
    "Abbott", "Bauer", "Castro", "Dubois", "Eriksen", "Fischer", "Garcia", "Huang", "Ivanov",
    "Jansen", "Kowalski", "Larsen", "Moreau", "Nakamura", "Okafor", "Petrov", "Quist", "Rossi",
    "Sato", "Tanaka", "Ueda", "Vogel", "Weber", "Xu", "Yilmaz", "Zhang", "Almeida", "Brandt",
    "Costa", "Dahl", "Engel", "Fontana", "Gupta", "Horvath", "Ito", "Jung", "Keller", "Lopez",
    "Mbeki", "Novak", "Olsen", "Park", "Rao", "Silva", "Toth", "Urban", "Varga", "Walsh",
];
