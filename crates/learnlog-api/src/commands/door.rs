//! The door of CommandService. Invariant: where more commands wait for their turn than will get one, a Submit is refused before
//! its message is read or its caller is known: refusing must cost next to nothing, or the refused take what those inside need.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::TryFutureExt;
use futures::future::{Either, MapOk};
use http::{HeaderMap, Request, Response};
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::{Body as HttpBody, Bytes, StdError};
use tonic::server::NamedService;
use tower::Service;

use super::admission::{Admission, too_many};
use crate::metrics;

/// Submit; streams are not refused, but read when there is room.
const SUBMIT: &str = "/learnlog.api.v1.CommandService/Submit";

/// The service behind the door. Cheap to clone.
#[derive(Clone)]
pub struct Door<S> {
    inner: S,
    admission: Arc<Admission>,
    refusal: Arc<Refusal>,
}

struct Refusal {
    headers: HeaderMap,
    counter: ::metrics::Counter,
}

impl<S> Door<S> {
    /// In front of that service, whose commands take turns there.
    pub fn new(inner: S, admission: Arc<Admission>) -> Self {
        let error = too_many();
        let reason = error.reason().name();
        let counter = ::metrics::counter!(metrics::UNANSWERED.name, "reason" => reason);
        let (parts, ()) = Status::from(error).into_http::<()>().into_parts();
        Self { inner, admission, refusal: Arc::new(Refusal { headers: parts.headers, counter }) }
    }
}

type Answer = Result<Response<Body>, Infallible>;

impl<S, B, A> Service<Request<B>> for Door<S>
where
    S: Service<Request<B>, Response = Response<A>, Error = Infallible>,
    A: HttpBody<Data = Bytes> + Send + 'static,
    A::Error: Into<StdError>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Either<Ready<Answer>, MapOk<S::Future, fn(Response<A>) -> Response<Body>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if request.uri().path() != SUBMIT || !self.admission.is_beset() {
            let answered = self.inner.call(request);
            return Either::Right(answered.map_ok(|response| response.map(Body::new)));
        }
        self.refusal.counter.increment(1);
        let mut response = Response::new(Body::empty());
        *response.headers_mut() = self.refusal.headers.clone();
        Either::Left(ready(Ok(response)))
    }
}

impl<S: NamedService> NamedService for Door<S> {
    const NAME: &'static str = S::NAME;
}

#[cfg(test)]
mod tests;
