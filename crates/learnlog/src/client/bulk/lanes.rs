//! Which command may go next. Invariant: per lane (a learner's stream, a definition) at most one
//! item is out at a time, and items of one lane leave in the order in which they came.

use std::collections::{HashMap, VecDeque};

use learnlog_proto::api::command::Command as Kind;
use learnlog_proto::api::{Command, SubmitRequest};
use uuid::Uuid;

/// One command and its caller's tag.
pub struct Item<T> {
    /// The caller's.
    pub tag: T,
    /// Kept until it is settled, to be sent again.
    pub request: SubmitRequest,
    lane: Option<Uuid>,
}

impl<T> Item<T> {
    /// Not yet on its way.
    pub fn new(tag: T, request: SubmitRequest) -> Self {
        let lane = request.command.as_ref().and_then(lane_of);
        Self { tag, request, lane }
    }
}

/// Items that wait.
pub struct Lanes<T> {
    /// May go now.
    ready: VecDeque<Item<T>>,
    /// By lane: behind the one that is out or ready.
    behind: HashMap<Uuid, VecDeque<Item<T>>>,
    waiting: usize,
}

impl<T> Lanes<T> {
    /// Nothing waits.
    pub fn new() -> Self {
        Self { ready: VecDeque::new(), behind: HashMap::new(), waiting: 0 }
    }

    /// Items that wait, ready or behind another.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// Something may go now.
    pub fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// A new item, behind all others of its lane.
    pub fn push(&mut self, item: Item<T>) {
        self.waiting += 1;
        let Some(lane) = item.lane else { return self.ready.push_back(item) };
        match self.behind.get_mut(&lane) {
            Some(queue) => queue.push_back(item),
            None => {
                self.behind.insert(lane, VecDeque::new());
                self.ready.push_back(item);
            }
        }
    }

    /// The next item; its lane stays closed until [`Self::settled`].
    pub fn pop(&mut self) -> Option<Item<T>> {
        let item = self.ready.pop_front()?;
        self.waiting -= 1;
        Some(item)
    }

    /// An item that was out and must go again, before all others.
    pub fn put_back(&mut self, item: Item<T>) {
        self.waiting += 1;
        self.ready.push_front(item);
    }

    /// The item that was out is done with: the next of its lane may go.
    pub fn settled(&mut self, item: &Item<T>) {
        let Some(lane) = item.lane else { return };
        match self.behind.get_mut(&lane).and_then(VecDeque::pop_front) {
            Some(next) => self.ready.push_back(next),
            None => drop(self.behind.remove(&lane)),
        }
    }
}

/// The id of the stream that a command goes to; None where the server will find it malformed.
fn lane_of(command: &Command) -> Option<Uuid> {
    let id = match command.command.as_ref()? {
        Kind::AddPerson(command) => &command.learner_id,
        Kind::ChangePerson(command) => &command.learner_id,
        Kind::Assign(command) => &command.learner_id,
        Kind::Enroll(command) => &command.learner_id,
        Kind::Withdraw(command) => &command.learner_id,
        Kind::RecordLaunch(command) => &command.learner_id,
        Kind::RecordProgress(command) => &command.learner_id,
        Kind::RecordOutcome(command) => &command.learner_id,
        Kind::CreditPriorLearning(command) => &command.learner_id,
        Kind::DefineOrgUnit(command) => &command.org_unit_id,
        Kind::DefineJob(command) => &command.job_id,
        Kind::DefineCourse(command) => &command.course_id,
        Kind::DefineOffering(command) => &command.offering_id,
        Kind::DefineCertification(command) => &command.certification_id,
        Kind::Abandon(command) => &command.stream_id,
    };
    Uuid::parse_str(id).ok()
}
