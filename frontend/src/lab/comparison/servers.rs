//! The same credentials shown to a second server.

use leptos::prelude::*;
use shared::lab::comparison::Question;

use super::calls::{Server, Visitor};
use super::figures::milliseconds;
use super::trial::{Bench, Trial};
use super::use_words;
use super::words::Words;
use crate::api::{self, ApiError, Client};

/// What a server said.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cell {
    pub(super) status: u16,
    pub(super) look_ups: u32,
    pub(super) server: f64,
    /// Where it listens.
    pub(super) address: String,
}

/// In the order of the rows.
const QUESTIONS: [Question; 3] = [Question::Own, Question::Classic, Question::Token];

#[component]
pub(super) fn SecondServer(bench: Bench) -> impl IntoView {
    let t = use_words();
    let run = move |client| async move {
        bench.servers.set(Some(measure(client).await?));
        Ok(())
    };
    let address = move |server: usize| {
        let address = bench.servers.with(|cells| {
            let cells = cells.as_ref()?;
            Some(cells[0][server].address.clone())
        });
        address.map(|address| view! { <code>{address}</code> })
    };
    let rows = QUESTIONS.iter().enumerate().map(move |(row, question)| {
        let cells = [0, 1].map(|server| {
            let cell = move || {
                bench
                    .servers
                    .with(|all| all.as_ref().map(|all| all[row][server].clone()))
            };
            view! { <td data-testid=test_id(*question, server)>{move || shown(cell(), t())}</td> }
        });
        let name = move || name(*question, t());
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells.into_iter().collect_view()}
            </tr>
        }
    });
    view! {
        <Trial
            name="servers"
            title=Signal::derive(move || t().servers.title)
            lead=Signal::derive(move || t().servers.lead)
            button=Signal::derive(move || t().servers.button)
            bench
            run
        >
            <table class="matrix">
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">
                            {move || t().servers.first}
                            {move || address(0)}
                        </th>
                        <th scope="col">
                            {move || t().servers.second}
                            {move || address(1)}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <p class="small">{move || t().servers.note}</p>
        </Trial>
    }
}

fn name(question: Question, t: &Words) -> &'static str {
    match question {
        Question::Own => t.servers.own,
        Question::Classic => t.servers.classic,
        Question::Token => t.servers.token,
    }
}

fn test_id(question: Question, server: usize) -> String {
    let name = match question {
        Question::Own => "own",
        Question::Classic => "classic",
        Question::Token => "token",
    };
    format!("server-{}-{name}", server + 1)
}

fn shown(cell: Option<Cell>, t: &'static Words) -> AnyView {
    let Some(cell) = cell else {
        return view! { <span class="meta">{t.not_measured}</span> }.into_any();
    };
    let class = match cell.status {
        200 => "verdict good",
        _ => "verdict bad",
    };
    view! {
        <b class=class>{cell.status}</b>
        <span class="meta">
            {(t.look_ups)(cell.look_ups)} " · " {milliseconds(cell.server)}
        </span>
    }
    .into_any()
}

async fn measure(client: Client) -> Result<[[Cell; 2]; 3], ApiError> {
    api::comparison::start_second(&client).await?;
    let visitor = Visitor::enter(&client).await?;
    let here = window().location().host().unwrap_or_default();
    let mut cells: [[Cell; 2]; 3] = Default::default();
    for (row, question) in QUESTIONS.into_iter().enumerate() {
        for (column, server) in Server::BOTH.into_iter().enumerate() {
            let asked = visitor.ask(question, server).await?;
            cells[row][column] = Cell {
                status: asked.call()?.status,
                look_ups: asked.look_ups,
                server: asked.server,
                address: asked.address.unwrap_or_else(|| here.clone()),
            };
        }
    }
    visitor.end_session().await?;
    visitor.end_token().await?;
    Ok(cells)
}
