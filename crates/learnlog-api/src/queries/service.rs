//! The rpcs of QueryService.

use std::sync::Arc;
use std::time::Instant;

use learnlog_domain::id::LedgerId;
use learnlog_keys::keyring::Keyring;
use learnlog_proto::api;
use learnlog_proto::api::query_service_server::QueryService;
use learnlog_readmodels::queries::Queries;
use tonic::{Request, Response, Status};

use super::named::{missing, not_found};
use super::opening::open;
use super::overdue::List;
use super::page_token::PageTokens;
use super::wait::Asking;
use super::{dashboard, transcript};
use crate::authentication::interceptor::asking;
use crate::caller::Caller;
use crate::deadline::Deadline;
use crate::error::ApiError;

/// QueryService.
pub struct Answers {
    asking: Asking,
    keyring: Arc<Keyring>,
    tokens: PageTokens,
    ledger_id: LedgerId,
    logs: u32,
}

impl Answers {
    /// Of a ledger with that many logs.
    pub fn new(asking: Asking, keyring: Arc<Keyring>, ledger_id: LedgerId, logs: u32) -> Self {
        let tokens = PageTokens::new(keyring.ledger());
        Self { asking, keyring, tokens, ledger_id, logs }
    }
}

/// Counts a request that could not be read.
fn read<T>(caller: &Caller, read: impl FnOnce() -> Result<T, ApiError>) -> Result<T, ApiError> {
    read().inspect_err(|error| caller.malformed(error, Instant::now()))
}

#[tonic::async_trait]
impl QueryService for Answers {
    async fn get_transcript(
        &self,
        request: Request<api::GetTranscriptRequest>,
    ) -> Result<Response<api::GetTranscriptResponse>, Status> {
        let caller = asking(&request)?;
        let deadline = Deadline::of_call(request.metadata());
        let request = request.into_inner();
        let asked = read(&caller, || transcript::read(&request, self.logs))?;
        let (learner, day, at_least) = (asked.learner_id, asked.effective_on, asked.at_least);
        let question = async |queries: &Queries| queries.transcript(learner, day).await;
        let answer = self.asking.ask("GetTranscript", at_least.as_ref(), deadline, question);
        let answer = answer.await?;
        let position = answer.position;
        let found = answer.value.ok_or_else(|| transcript::not_found(learner, &position))?;
        let sealed = vec![found.display_name.as_ref()];
        let mut names = open(&self.keyring, self.ledger_id, sealed, deadline).await?;
        let name = names.pop().unwrap_or_default();
        Ok(Response::new(transcript::response(found, &position, name)))
    }

    async fn list_overdue(
        &self,
        request: Request<api::ListOverdueRequest>,
    ) -> Result<Response<api::ListOverdueResponse>, Status> {
        let caller = asking(&request)?;
        let deadline = Deadline::of_call(request.metadata());
        let request = request.into_inner();
        let list = read(&caller, || List::read(&request, self.logs, &self.tokens))?;
        let named = list.named();
        let question = async |queries: &Queries| match missing(queries, &named).await? {
            Some(missing) => Ok(Err(missing)),
            None => queries.overdue(&list.request).await.map(Ok),
        };
        let answer = self.asking.ask("ListOverdue", list.at_least.as_ref(), deadline, question);
        let answer = answer.await?.map_err(not_found)?;
        let sealed = answer.value.items.iter().map(|item| item.display_name.as_ref()).collect();
        let names = open(&self.keyring, self.ledger_id, sealed, deadline).await?;
        Ok(Response::new(list.response(answer, names, &self.tokens)))
    }

    async fn get_completion_dashboard(
        &self,
        request: Request<api::GetCompletionDashboardRequest>,
    ) -> Result<Response<api::GetCompletionDashboardResponse>, Status> {
        let caller = asking(&request)?;
        let deadline = Deadline::of_call(request.metadata());
        let request = request.into_inner();
        let (wanted, at_least) = read(&caller, || dashboard::read(&request, self.logs))?;
        let named = dashboard::named(&wanted);
        let question = async |queries: &Queries| match missing(queries, &named).await? {
            Some(missing) => Ok(Err(missing)),
            None => queries.dashboard(&wanted).await.map(Ok),
        };
        let rpc = "GetCompletionDashboard";
        let answer = self.asking.ask(rpc, at_least.as_ref(), deadline, question).await?;
        let answer = answer.map_err(not_found)?;
        Ok(Response::new(dashboard::response(answer)))
    }
}
