//! One log as it lies there, and what is on its way to it. Invariant: what has landed stays where it is, unless a plant takes it away.

use bytes::Bytes;
use tokio::time::Instant;

/// Records and requests of one log.
#[derive(Default)]
pub struct Partition {
    records: Vec<Record>,
    flights: Vec<Flight>,
    next_flight: u64,
    /// Until when it answers nobody.
    away_until: Option<Instant>,
    /// Below it everything was acknowledged or shown by the leader, which shows no less any more (KIP-207).
    shown: u64,
}

/// A record that has landed.
#[derive(Debug, Clone)]
pub struct Record {
    /// None for a tombstone.
    pub value: Option<Bytes>,
    /// When it landed, in microseconds since 1970.
    pub append_time_micros: i64,
}

/// A request under way.
struct Flight {
    id: u64,
    values: Vec<Bytes>,
    landed_at: Option<u64>,
}

impl Partition {
    /// Whether it answers nobody now.
    pub fn is_away(&self) -> bool {
        self.away_until.is_some_and(|until| until > Instant::now())
    }

    /// It answers nobody until then.
    pub fn set_away(&mut self, until: Instant) {
        self.away_until = Some(until);
    }

    /// Appends a record; returns its offset.
    pub fn append(&mut self, value: Option<Bytes>, append_time_micros: i64) -> u64 {
        self.records.push(Record { value, append_time_micros });
        self.records.len() as u64 - 1
    }

    /// Sends a request; returns its number.
    pub fn send(&mut self, values: Vec<Bytes>) -> u64 {
        self.next_flight += 1;
        self.flights.push(Flight { id: self.next_flight, values, landed_at: None });
        self.next_flight
    }

    /// Lets a request land, unless it has; returns the offset of its first record.
    pub fn land(&mut self, id: u64, append_time_micros: i64) -> Option<u64> {
        let index = self.flights.iter().position(|flight| flight.id == id)?;
        Some(self.land_at(index, append_time_micros))
    }

    /// Lets one of those under way land.
    pub fn land_any(&mut self, pick: usize, append_time_micros: i64) {
        let waiting: Vec<usize> =
            (0..self.flights.len()).filter(|&at| self.flights[at].landed_at.is_none()).collect();
        if let Some(&index) = waiting.get(pick % waiting.len().max(1)) {
            self.land_at(index, append_time_micros);
        }
    }

    fn land_at(&mut self, index: usize, append_time_micros: i64) -> u64 {
        if let Some(offset) = self.flights[index].landed_at {
            return offset;
        }
        let offset = self.records.len() as u64;
        for value in self.flights[index].values.clone() {
            self.append(Some(value), append_time_micros);
        }
        self.flights[index].landed_at = Some(offset);
        offset
    }

    /// Nobody waits for that request any more: it will not land if it has not.
    pub fn forget(&mut self, id: u64) {
        self.flights.retain(|flight| flight.id != id);
    }

    /// Somebody was told that everything below `end` is there.
    pub fn acknowledge(&mut self, end: u64) {
        self.shown = self.shown.max(end);
    }

    /// How many records have landed.
    pub fn end(&self) -> u64 {
        self.records.len() as u64
    }

    /// The end that is met at a replica which is so far behind.
    pub fn behind(&self, records: u64) -> u64 {
        self.end().saturating_sub(records)
    }

    /// The end that is shown by a leader which is so far behind, though never behind what was shown before.
    pub fn settled(&mut self, behind: u64) -> u64 {
        let end = self.records.len() as u64;
        self.shown = self.shown.max(end.saturating_sub(behind)).min(end);
        self.shown
    }

    /// Records from `offset` up to `end`, at most so many.
    pub fn read(&self, offset: u64, end: u64, records_max: usize) -> Vec<Record> {
        let end = usize::try_from(end).unwrap_or(usize::MAX);
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        self.records.iter().take(end).skip(offset).take(records_max).cloned().collect()
    }

    /// Everything that has landed.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Takes a record away, as no log may.
    pub fn plant_loss(&mut self, offset: usize) {
        if offset < self.records.len() {
            self.records.remove(offset);
        }
    }
}
