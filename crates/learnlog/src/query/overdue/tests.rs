//! Paging, and the list as people and programs see it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::{Arc, Mutex};

use learnlog_proto::api::query_service_server::{QueryService, QueryServiceServer};
use learnlog_proto::api::{
    ExclusionReason, GetCompletionDashboardRequest, GetCompletionDashboardResponse,
    GetTranscriptRequest, GetTranscriptResponse, ListOverdueRequest, ListOverdueResponse,
    OverdueExclusion, OverdueItem,
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
        org_unit_id: "unit".to_owned(),
        manager_id: "boss".to_owned(),
        org_unit_title: "Sales".to_owned(),
        target_id: "target".to_owned(),
        target_title: "Fire Safety".to_owned(),
        due_on: Some(Date { year: 2026, month: 1, day: 31 }),
        days_overdue: 5_000 - number,
    }
}

fn position(sequence: u64) -> Option<LedgerPosition> {
    Some(LedgerPosition { logs: vec![LogPosition { log: 1, sequence }] })
}

fn leavers(count: u64) -> OverdueExclusion {
    OverdueExclusion { reason: ExclusionReason::EmploymentEnded.into(), count }
}

fn list(items: Vec<OverdueItem>, next_page_token: &str, sequence: u64) -> ListOverdueResponse {
    ListOverdueResponse {
        position: position(sequence),
        effective_on: Some(Date { year: 2026, month: 2, day: 1 }),
        items,
        next_page_token: next_page_token.to_owned(),
        counting_unit: "learner x target".to_owned(),
        total: None,
        excluded: Vec::new(),
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
        let mut page = list((from..through).map(item).collect(), &token, sequence);
        if from == 0 {
            (page.total, page.excluded) = (Some(2_500), vec![leavers(3)]);
        }
        Ok(Response::new(page))
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
        limit: None,
        at_least: None,
    };
    let list = all_pages(&args, limit, &client).await.unwrap();
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
        assert_eq!((list.whole.total, list.whole.excluded), (Some(2_500), vec![leavers(3)]));
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
        assert_eq!(answer.notes.last().map(String::as_str), Some(note));
        assert_eq!(answer.json["first_position"]["logs"][0]["sequence"], 9);
        let last = if limit == 0 { 11 } else { 9 };
        assert_eq!(answer.json["position"]["logs"][0]["sequence"], last);
    }
}

#[test]
fn the_list_names_its_day_its_unit_and_its_position() {
    let mut list = List { whole: list(vec![item(0)], "more", 9), first_position: position(9) };
    (list.whole.total, list.whole.excluded) = (Some(40), vec![leavers(3)]);
    let shown = |format| {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        Output { format }.write(&answer(&list).unwrap(), &mut stdout, &mut stderr).unwrap();
        (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    };
    let notes = "\
overdue on 2026-02-01, counted per learner x target: 40
1 shown, 39 more: raise --limit, or take 0 for all
left out: 3 of people whose employment had ended before that day
at position 1:9
";
    let (table, _) = shown(Format::Table);
    assert!(table.ends_with(&format!("\n\n{notes}")), "{table}");
    let (csv, stderr) = shown(Format::Csv);
    let expected = "\
days_overdue,due_on,learner,org_unit,target,learner_id,target_id,org_unit_id,manager_id
5000,2026-01-31,Ada 0,Sales,Fire Safety,learner-0,target,unit,boss
";
    assert_eq!((csv.as_str(), stderr.as_str()), (expected, notes));
    let (json, _) = shown(Format::Json);
    assert!(json.contains("\"total\": 40") && !json.contains("next_page_token"), "{json}");
}
