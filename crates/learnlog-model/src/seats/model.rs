//! Requests for seats of one offering, each by another learner. Commands may arrive late, twice and
//! from several coordinators; an append is one step, as the append model has shown.

use stateright::{Model, Property};

use super::state::{Command, Enrolling, Request, Seat};

/// Which rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The protocol: a seat is freed only if the enrolling was settled and did not enroll.
    Faithful,
    /// A release does not settle the enrolling first.
    FreesUnsettled,
    /// A seat is freed although the enrolling won.
    FreesEnrolled,
    /// A seat is freed only if `abandoned` won, not if the learner's stream refused.
    FreesOnlyAbandoned,
    /// After a crash, nobody goes on with a reservation.
    NobodyTakesOver,
    /// The learner is enrolled before the seat is reserved.
    EnrollsFirst,
}

/// Never more enrolled than there are seats.
pub const LIMIT: &str = "never more seats taken than the limit";
/// Who is enrolled keeps the seat.
pub const KEPT: &str = "no seat is freed under an enrolled learner";
/// No reservation hangs for ever.
pub const ENDS: &str = "every reservation can end as an enrollment or a freed seat";

/// One step. Requests are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A coordinator sends a command, because of what the ledger says.
    Send { request: usize, command: Command },
    /// A command arrives.
    Arrive { request: usize, command: Command },
    /// The learner's stream refuses the enrolling that arrives.
    Refuse { request: usize },
    /// The coordinator dies.
    Crash { request: usize },
}

/// The model.
#[derive(Debug)]
pub struct SeatsModel {
    /// What holds.
    pub variant: Variant,
    /// Seats of the offering.
    pub limit: u8,
    /// Who wants one.
    pub requests: usize,
}

impl SeatsModel {
    fn taken(state: &[Request]) -> u8 {
        let reserved = state.iter().filter(|request| request.seat == Seat::Reserved);
        u8::try_from(reserved.count()).unwrap_or(u8::MAX)
    }

    /// Whether what the ledger says lets a coordinator send that.
    fn may_send(&self, request: &Request, command: Command) -> bool {
        let reserved = request.seat == Seat::Reserved;
        let goes_on = request.begun || self.variant != Variant::NobodyTakesOver;
        match command {
            Command::Reserve => request.begun,
            Command::Enroll => {
                let first = self.variant == Variant::EnrollsFirst && request.begun;
                reserved && request.begun || first
            }
            // Anybody may lose patience.
            Command::Abandon => reserved && goes_on,
            Command::Free => {
                let settled = match self.variant {
                    Variant::FreesUnsettled => true,
                    Variant::FreesEnrolled => request.enrolling != Enrolling::Undecided,
                    Variant::FreesOnlyAbandoned => request.enrolling == Enrolling::Abandoned,
                    _ => matches!(request.enrolling, Enrolling::Abandoned | Enrolling::Refused),
                };
                reserved && goes_on && settled
            }
        }
    }

    fn arrive(&self, state: &mut [Request], number: usize, command: Command) {
        let taken = Self::taken(state);
        let request = &mut state[number];
        match (command, request.seat, request.enrolling) {
            (Command::Reserve, Seat::Unasked, _) => {
                let free = taken < self.limit;
                request.seat = if free { Seat::Reserved } else { Seat::Full };
            }
            (Command::Enroll, _, Enrolling::Undecided) => request.enrolling = Enrolling::Enrolled,
            (Command::Abandon, _, Enrolling::Undecided) => request.enrolling = Enrolling::Abandoned,
            (Command::Free, Seat::Reserved, _) => request.seat = Seat::Freed,
            // The first entry with an id decides; what comes again finds it.
            _ => {}
        }
    }
}

impl Model for SeatsModel {
    type State = Vec<Request>;
    type Action = Action;

    fn init_states(&self) -> Vec<Self::State> {
        vec![vec![Request { begun: true, ..Request::default() }; self.requests]]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Action>) {
        for (number, request) in state.iter().enumerate() {
            for command in Command::ALL {
                let sent = request.sent & 1 << command as u8 != 0;
                if sent {
                    actions.push(Action::Arrive { request: number, command });
                } else if self.may_send(request, command) {
                    actions.push(Action::Send { request: number, command });
                }
            }
            if request.sent & 1 << Command::Enroll as u8 != 0 {
                actions.push(Action::Refuse { request: number });
            }
            if request.begun {
                actions.push(Action::Crash { request: number });
            }
        }
    }

    fn next_state(&self, state: &Self::State, action: Action) -> Option<Self::State> {
        let mut next = state.clone();
        match action {
            Action::Send { request, command } => next[request].sent |= 1 << command as u8,
            Action::Arrive { request, command } => self.arrive(&mut next, request, command),
            Action::Refuse { request } => {
                let request = &mut next[request];
                if request.enrolling == Enrolling::Undecided {
                    request.enrolling = Enrolling::Refused;
                }
            }
            Action::Crash { request } => next[request].begun = false,
        }
        (next != *state).then_some(next)
    }

    fn format_action(&self, action: &Action) -> String {
        match *action {
            Action::Send { request, command } => {
                format!("a coordinator of request {request} sends {command:?}")
            }
            Action::Arrive { request, command } => {
                format!("{command:?} of request {request} arrives")
            }
            Action::Refuse { request } => format!("the learner of request {request} is refused"),
            Action::Crash { request } => format!("the coordinator of request {request} dies"),
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(LIMIT, |model: &Self, state: &Self::State| {
                let enrolled = |one: &&Request| one.enrolling == Enrolling::Enrolled;
                state.iter().filter(enrolled).count() <= usize::from(model.limit)
                    && Self::taken(state) <= model.limit
            }),
            Property::always(KEPT, |_, state: &Self::State| {
                let lost =
                    |one: &Request| one.enrolling == Enrolling::Enrolled && one.seat == Seat::Freed;
                !state.iter().any(lost)
            }),
            Property::sometimes(
                "an enrolling lands after it was given up",
                |_, state: &Self::State| {
                    let late = 1 << Command::Enroll as u8;
                    state.iter().any(|one: &Request| {
                        one.enrolling == Enrolling::Abandoned && one.sent & late != 0
                    })
                },
            ),
            Property::sometimes(
                "a freed seat is taken by somebody else",
                |_, state: &Self::State| {
                    let freed = state.iter().any(|one: &Request| one.seat == Seat::Freed);
                    let other = |one: &Request| one.enrolling == Enrolling::Enrolled;
                    freed && state.iter().any(other)
                },
            ),
            Property::sometimes(
                "a reservation lands after its coordinator died",
                |_, state: &Self::State| {
                    state.iter().any(|one: &Request| !one.begun && one.seat == Seat::Reserved)
                },
            ),
        ]
    }
}
