//! The gate before every service but health and reflection. Invariant: what passes carries its [`Caller`] in its
//! extensions.

use std::sync::Arc;
use std::time::SystemTime;

use tonic::service::Interceptor;
use tonic::{Request, Status};

use super::Authenticator;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::metrics;

/// Authenticates each call.
#[derive(Debug, Clone)]
pub struct Gate(pub Arc<Authenticator>);

impl Interceptor for Gate {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let certificates = request.peer_certs();
        let authorization = request.metadata().get("authorization").map(|value| value.as_bytes());
        let chain = certificates.as_ref().map(|chain| chain.as_slice());
        let caller = self.0.authenticate(authorization, chain, SystemTime::now());
        let caller = caller.inspect_err(|error| {
            let reason = error.reason().name();
            ::metrics::counter!(metrics::UNAUTHENTICATED.name, "reason" => reason).increment(1);
        })?;
        request.extensions_mut().insert(caller);
        Ok(request)
    }
}

/// The caller of a unary call, counted. Errors: TOO_MANY_REQUESTS.
pub fn asking<T>(request: &Request<T>) -> Result<Caller, ApiError> {
    let caller = caller(request)?;
    caller.may_call()?;
    Ok(caller)
}

/// The caller that the gate put there.
pub fn caller<T>(request: &Request<T>) -> Result<Caller, ApiError> {
    request.extensions().get::<Caller>().cloned().ok_or_else(|| {
        ApiError::new(Reason::InternalFault, "the call came past the gate without a caller")
    })
}
