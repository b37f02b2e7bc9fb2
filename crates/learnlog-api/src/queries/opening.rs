//! Opening sealed values for a caller. Invariant: what cannot be opened is empty in the answer, and an alteration
//! is told in the log.

use learnlog_domain::id::LedgerId;
use learnlog_keys::keyring::Keyring;
use learnlog_keys::person_key::Place;
use learnlog_readmodels::queries::answer::SealedAttribute;

use super::wait::too_late;
use crate::commands::desk::keys_unavailable;
use crate::deadline::Deadline;
use crate::error::ApiError;

#[cfg(test)]
mod tests;

/// The plaintexts of `sealed`, in order; empty where there is no value, or its key was destroyed. Errors: KEYS_UNAVAILABLE;
/// DEADLINE_PASSED where the keys do not come in time.
pub async fn open(
    keyring: &Keyring,
    ledger_id: LedgerId,
    sealed: Vec<Option<&SealedAttribute>>,
    deadline: Deadline,
) -> Result<Vec<String>, ApiError> {
    let mut key_ids: Vec<_> = sealed.iter().flatten().map(|sealed| sealed.value.key_id).collect();
    key_ids.sort_unstable();
    key_ids.dedup();
    let keys = deadline.limit(keyring.by_key_ids(&key_ids)).await.map_err(|_| too_late())?;
    let keys = keys.map_err(|error| keys_unavailable(&error))?;
    let plain = |sealed: &SealedAttribute| {
        let key = keys.get(&sealed.value.key_id)?;
        let SealedAttribute { stream, command_id, attribute, value } = sealed;
        let (stream, command_id) = (*stream, *command_id);
        let opened = key.open(Place { ledger_id, stream, command_id, attribute }, value);
        let opened = opened.inspect_err(|error| {
            let error = error as &dyn std::error::Error;
            tracing::error!(%stream, %command_id, attribute, error, "a sealed value does not open");
        });
        String::from_utf8(opened.ok()?.to_vec()).ok()
    };
    Ok(sealed.into_iter().map(|sealed| sealed.and_then(plain).unwrap_or_default()).collect())
}
