//! Shares and scores. Invariant: 0 to 10,000 hundredths of a percent, in integers, so that equal
//! reports compare equal.

/// More than the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} basis points are more than {max}", max = BasisPoints::MAX_BASIS_POINTS)]
pub struct OverTheWhole(u32);

/// Hundredths of a percent, 0 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// The whole, in hundredths of a percent.
    pub const MAX_BASIS_POINTS: u16 = 10_000;

    /// From hundredths of a percent. Errors: [`OverTheWhole`].
    pub fn new(value: u32) -> Result<Self, OverTheWhole> {
        match u16::try_from(value) {
            Ok(narrow) if narrow <= Self::MAX_BASIS_POINTS => Ok(Self(narrow)),
            Ok(_) | Err(_) => Err(OverTheWhole(value)),
        }
    }

    /// Hundredths of a percent.
    pub fn value(self) -> u32 {
        u32::from(self.0)
    }
}
