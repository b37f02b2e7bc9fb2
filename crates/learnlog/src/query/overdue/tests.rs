//! Paging, and the list as people and programs see it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::{Arc, Mutex};

use learnlog_proto::api::query_service_server::{QueryService, QueryServiceServer};
use learnlog_proto::api::{
    GetCompletionDashboardRequest, GetCompletionDashboardResponse, GetTranscriptRequest,
    GetTranscriptResponse, ListOverdueRequest, ListOverdueResponse, OverdueItem,
};
use learnlog_proto::google::r#type::Date;
use learnlog_proto::ledger::{LedgerPosition, LogPosition};
use tokio_util::task::{AbortOnDropHandle, TaskTracker};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use super::{List, OverdueArgs, all_pages, answer};
use crate::client::tests::server::connect_args;
use crate::output::{Format, Output};

fn item(number: u32) -> OverdueItem {
    OverdueItem {
        learner_id: format!("learner-{number}"),
        display_name: format!("Ada {number}"),
        org_unit_title: "Sales".to_owned(),
        target_id: "target".to_owned(),
        target_title: "Fire Safety".to_owned(),
        due_on: Some(Date { year: 2026, month: 1, day: 31 }),
        days_overdue: 5_000 - number,
        ..OverdueItem::default()
    }
}

fn position(sequence: u64) -> Option<LedgerPosition> {
    Some(LedgerPosition { logs: vec![LogPosition { log: 1, sequence }] })
}

fn list(items: Vec<OverdueItem>, next_page_token: &str, sequence: u64) -> ListOverdueResponse {
    ListOverdueResponse {
        position: position(sequence),
        effective_on: Some(Date { year: 2026, month: 2, day: 1 }),
        items,
        next_page_token: next_page_token.to_owned(),
        counting_unit: "learner x target".to_owned(),
    }
}

/// 2,500 items; the token is the number of the next one. Each page is read one entry later.
#[derive(Clone, Default)]
struct Service(Arc<Mutex<Vec<ListOverdueRequest>>>);

#[tonic::async_trait]
impl QueryService for Service {
    async fn list_overdue(
        &self,
        request: Request<ListOverdueRequest>,
    ) -> Result<Response<ListOverdueResponse>, Status> {
        let request = request.into_inner();
        let from: u32 = request.page_token.parse().unwrap_or_default();
        let through = 2_500.min(from + u32::try_from(request.page_size).unwrap());
        let token = if through < 2_500 { through.to_string() } else { String::new() };
        let mut requests = self.0.lock().unwrap();
        requests.push(request);
        let sequence = 8 + requests.len() as u64;
        Ok(Response::new(list((from..through).map(item).collect(), &token, sequence)))
    }

    async fn get_transcript(
        &self,
        _: Request<GetTranscriptRequest>,
    ) -> Result<Response<GetTranscriptResponse>, Status> {
        Err(Status::unimplemented("not asked for here"))
    }

    async fn get_completion_dashboard(
        &self,
        _: Request<GetCompletionDashboardRequest>,
    ) -> Result<Response<GetCompletionDashboardResponse>, Status> {
        Err(Status::unimplemented("not asked for here"))
    }
}

async fn listed(limit: usize) -> (List, Vec<ListOverdueRequest>) {
    let service = Service::default();
    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = incoming.local_addr().unwrap();
    let server = Server::builder().add_service(QueryServiceServer::new(service.clone()));
    let serving = TaskTracker::new().spawn(server.serve_with_incoming(incoming));
    let _serving = AbortOnDropHandle::new(serving);
    let client = connect_args(&format!("http://{address}"), 0).client().unwrap();
    let args = OverdueArgs {
        on: Some(Date { year: 2026, month: 2, day: 1 }),
        zone: "Europe/Berlin".to_owned(),
        org_unit: None,
        course: None,
        certification: None,
        limit,
        at_least: None,
    };
    let list = all_pages(&args, &client).await.unwrap();
    let requests = service.0.lock().unwrap().clone();
    (list, requests)
}

#[tokio::test]
async fn pages_are_joined_up_to_the_limit() {
    for (limit, sizes) in [(50, vec![50]), (1_001, vec![1_000, 1]), (0, vec![1_000; 3])] {
        let (list, requests) = listed(limit).await;
        let expected = if limit == 0 { 2_500 } else { limit };
        let items: Vec<_> = (0..u32::try_from(expected).unwrap()).map(item).collect();
        assert_eq!(list.whole.items, items, "limit {limit}");
        assert_eq!(list.whole.next_page_token.is_empty(), limit == 0);
        assert_eq!(requests.iter().map(|request| request.page_size).collect::<Vec<_>>(), sizes);
        assert!(requests.iter().all(|request| request.zone == "Europe/Berlin"));
    }
}

#[tokio::test]
async fn pages_of_different_positions_are_told_as_such() {
    for (limit, note) in
        [(1_000, "at position 1:9"), (0, "page by page, at positions from 1:9 to 1:11")]
    {
        let answer = answer(&listed(limit).await.0).unwrap();
        assert_eq!(answer.notes[1], note);
        assert_eq!(answer.json["first_position"]["logs"][0]["sequence"], 9);
        let last = if limit == 0 { 11 } else { 9 };
        assert_eq!(answer.json["position"]["logs"][0]["sequence"], last);
    }
}

#[test]
fn the_list_names_its_day_its_unit_and_its_position() {
    let list = List { whole: list(vec![item(0)], "more", 9), first_position: position(9) };
    let mut table = Vec::new();
    let output = Output { format: Format::Table };
    output.write(&answer(&list).unwrap(), &mut table, &mut Vec::new()).unwrap();
    let expected = "\
DAYS OVERDUE  DUE ON      LEARNER  ORG UNIT  TARGET       LEARNER ID  TARGET ID
        5000  2026-01-31  Ada 0    Sales     Fire Safety  learner-0   target

overdue on 2026-02-01, counted per learner x target, 1 shown; more follow: raise --limit
at position 1:9
";
    assert_eq!(String::from_utf8(table).unwrap(), expected);
}
