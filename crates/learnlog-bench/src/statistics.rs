//! What rounds say together. Invariant: a verdict needs enough rounds, and rounds that agree; where they do not, there is none.

#[cfg(test)]
mod tests;

/// Rounds below which nothing is judged.
pub const LEAST_ROUNDS: usize = 5;

/// The largest spread at which anything is judged, as a share of the median.
pub const SPREAD_LIMIT: f64 = 0.20;

/// One value per round.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rounds(Vec<f64>);

impl FromIterator<f64> for Rounds {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl Rounds {
    /// Another round.
    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The last round's.
    pub fn last(&self) -> Option<f64> {
        self.0.last().copied()
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The value in the middle, or the mean of the two there; None without rounds.
    pub fn median(&self) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let upper = sorted.get(middle).copied()?;
        if sorted.len() % 2 == 1 {
            return Some(upper);
        }
        Some(f64::midpoint(*sorted.get(middle.checked_sub(1)?)?, upper))
    }

    /// (largest - smallest) / median; None without rounds, or where the median is not above zero.
    pub fn spread(&self) -> Option<f64> {
        let median = self.median().filter(|median| *median > 0.0)?;
        let largest = self.0.iter().copied().fold(f64::MIN, f64::max);
        let smallest = self.0.iter().copied().fold(f64::MAX, f64::min);
        Some((largest - smallest) / median)
    }

    /// Enough rounds, which agree.
    pub fn are_steady(&self) -> bool {
        self.count() >= LEAST_ROUNDS && self.spread().is_some_and(|spread| spread <= SPREAD_LIMIT)
    }

    /// Median over the other's median.
    pub fn ratio_to(&self, other: &Self) -> Option<f64> {
        let below = other.median().filter(|median| *median > 0.0)?;
        Some(self.median()? / below)
    }
}

/// What a figure must reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bar {
    /// At least this share of its ceiling.
    OfCeiling(f64),
    /// Less than this, in the figure's unit.
    Below(f64),
    /// At most this in every round, in the figure's unit, however far apart the rounds are: missed if most are above it, and open if
    /// only some are.
    EveryRound(f64),
}

/// Whether it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Met,
    /// No.
    Missed,
    /// The rounds do not say: too few, or too far apart.
    Open,
}

impl Bar {
    /// Judges a figure. A bar of the ceiling also needs a steady ceiling.
    pub fn judge(self, figure: &Rounds, ceiling: Option<&Rounds>) -> Verdict {
        let mut steady = figure.are_steady() && ceiling.is_none_or(Rounds::are_steady);
        let held = match self {
            Self::OfCeiling(share) => {
                ceiling.and_then(|ceiling| figure.ratio_to(ceiling)).map(|ratio| ratio >= share)
            }
            Self::Below(limit) => figure.median().map(|median| median < limit),
            Self::EveryRound(limit) => {
                let held = figure.median().map(|median| median <= limit);
                let agreed = held == Some(false) || figure.0.iter().all(|value| *value <= limit);
                steady = figure.count() >= LEAST_ROUNDS && agreed;
                held
            }
        };
        match held {
            Some(true) if steady => Verdict::Met,
            Some(false) if steady => Verdict::Missed,
            _ => Verdict::Open,
        }
    }
}
