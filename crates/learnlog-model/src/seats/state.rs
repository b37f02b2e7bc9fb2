//! What the ledger says of each request. Invariant: nothing here is in anybody's memory but `begun`.

/// What the ledger says of a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Seat {
    /// Nothing yet.
    #[default]
    Unasked,
    /// It holds a seat.
    Reserved,
    /// It was refused: full.
    Full,
    /// It was given back.
    Freed,
}

/// What the ledger says of the enrolling's command id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Enrolling {
    /// Nothing yet.
    #[default]
    Undecided,
    /// The learner is enrolled.
    Enrolled,
    /// The learner's stream refused.
    Refused,
    /// It was given up.
    Abandoned,
}

/// One request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Request {
    /// On the offering's stream.
    pub seat: Seat,
    /// On the learner's stream.
    pub enrolling: Enrolling,
    /// Commands that were sent and may arrive at any time, again and again: bits of [`Command`].
    pub sent: u8,
    /// Who began is still there.
    pub begun: bool,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// To the offering.
    Reserve,
    /// To the learner.
    Enroll,
    /// To the learner, under the id of the enrolling.
    Abandon,
    /// To the offering.
    Free,
}

impl Command {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Reserve, Self::Enroll, Self::Abandon, Self::Free];
}

/// Every reservation has ended.
pub fn ended(state: &[Request]) -> bool {
    state.iter().all(|request| match request.seat {
        Seat::Unasked | Seat::Full | Seat::Freed => true,
        Seat::Reserved => request.enrolling == Enrolling::Enrolled,
    })
}
