//! Where enrollments stand.

pub mod status;
