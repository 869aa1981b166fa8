//! What is drawn of logs that were made up for it.

use shared::error::ErrorCode;
use shared::lab::TokenTrace;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::wire_log::{End, Request, Response};

/// An exchange as the log has it; status 0 is one that has not ended.
fn exchange(id: u32, method: &str, path: &str, status: u16) -> Arc<Exchange> {
    let trace = (path == endpoint::ME).then(|| TokenTrace {
        code: (status == 401).then_some(ErrorCode::TokenExpired),
        checks: Vec::new(),
    });
    Arc::new(Exchange {
        id,
        request: Request {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
            has_cookies: true,
        },
        began: 0.0,
        end: (status != 0).then(|| End {
            milliseconds: 1.0,
            response: Ok(Response {
                trace,
                ..Response::new(status, Vec::new(), String::new())
            }),
        }),
    })
}

fn log_in(id: u32, status: u16) -> Arc<Exchange> {
    exchange(id, "POST", endpoint::LOGIN, status)
}

fn refresh(id: u32, status: u16) -> Arc<Exchange> {
    exchange(id, "POST", endpoint::REFRESH, status)
}

fn call(id: u32, status: u16) -> Arc<Exchange> {
    exchange(id, "GET", endpoint::ME, status)
}

fn lost(id: u32) -> Arc<Exchange> {
    let mut lost = call(id, 0);
    Arc::make_mut(&mut lost).end = Some(End {
        milliseconds: 1.0,
        response: Err("offline"),
    });
    lost
}

fn lights(drawing: &Drawing) -> [Light; 5] {
    drawing.steps.each_ref().map(|part| part.light)
}

use Light::{Before, Current, Lit, Past, Waiting};

#[wasm_bindgen_test]
fn without_a_request_nothing_is_lit() {
    assert_eq!(draw(&[], None, 9, false), Drawing::default());
    let known = draw(&[], None, 9, true);
    assert_eq!(lights(&known), [Before, Before, Waiting, Waiting, Waiting]);
    assert_eq!(known.kept.light, Before);
}

#[wasm_bindgen_test]
fn a_log_in_lights_the_first_two_steps_one_after_the_other() {
    let log = [log_in(1, 200)];
    let at = |drawn| draw(&log, Some(1), drawn, true);
    assert_eq!(lights(&at(0)), [Waiting; 5]);
    assert_eq!(
        lights(&at(1)),
        [Current, Waiting, Waiting, Waiting, Waiting]
    );
    assert!(!at(1).has_answer());
    assert_eq!(lights(&at(2)), [Lit, Current, Waiting, Waiting, Waiting]);
    assert_eq!(at(2).kept.light, Waiting);
    assert_eq!(at(3).kept.light, Current);
    assert_eq!(at(9), at(3));
}

#[wasm_bindgen_test]
fn what_is_under_way_is_drawn_no_further_than_it_has_come() {
    assert_eq!(moments(&log_in(1, 0)), [Moment::Asked]);
    assert_eq!(moments(&call(1, 0)), [Moment::Sent]);
    let drawing = draw(&[call(1, 0)], Some(1), 9, true);
    assert_eq!(
        lights(&drawing),
        [Before, Before, Current, Waiting, Waiting]
    );
    assert!(!drawing.has_checks() && !drawing.has_answer());
}

#[wasm_bindgen_test]
fn a_call_goes_through_the_checks_to_the_fourth_step_or_the_fifth() {
    let log = [log_in(1, 200), call(2, 200), call(3, 401)];
    let good = draw(&log, Some(2), 9, true);
    assert_eq!(lights(&good), [Past, Past, Lit, Current, Waiting]);
    assert_eq!(good.steps[0].exchange, Some(Arc::clone(&log[0])));
    assert_eq!(good.steps[3].exchange, Some(Arc::clone(&log[1])));
    assert_eq!(good.checked.light, Lit);
    let bad = draw(&log, Some(3), 9, true);
    assert_eq!(lights(&bad), [Past, Past, Lit, Waiting, Current]);
    assert_eq!(draw(&log, Some(3), 2, true).checked.light, Current);
    assert!(draw(&log, Some(3), 2, true).has_checks());
}

#[wasm_bindgen_test]
fn no_answer_at_all_is_no_check_and_the_fifth_step() {
    assert_eq!(moments(&lost(1)), [Moment::Sent, Moment::Refused]);
    assert_eq!(moments(&log_in(1, 401)), [Moment::Asked, Moment::Refused]);
}

#[wasm_bindgen_test]
fn the_token_comes_from_the_last_exchange_that_brought_one() {
    let log = [
        log_in(1, 200),
        refresh(2, 200),
        refresh(3, 401),
        call(4, 200),
    ];
    let drawing = draw(&log, Some(4), 9, true);
    assert_eq!(drawing.kept.exchange, Some(Arc::clone(&log[1])));
}

#[wasm_bindgen_test]
fn after_a_log_out_no_token_is_there() {
    let out = exchange(2, "POST", endpoint::LOGOUT, 204);
    let log = [log_in(1, 200), out, call(3, 401)];
    let during = draw(&log, Some(2), 9, false);
    assert_eq!(lights(&during), [Past, Past, Lit, Current, Waiting]);
    let after = draw(&log, Some(3), 9, false);
    assert_eq!(lights(&after), [Waiting, Waiting, Lit, Waiting, Current]);
}

#[wasm_bindgen_test]
fn what_the_client_does_by_itself_is_told_from_what_was_asked_for() {
    let log = [call(1, 401), refresh(2, 200), call(3, 200), refresh(4, 200)];
    let marks = [
        Mark {
            after: 0,
            path: endpoint::ME,
            action: Action::Call,
        },
        Mark {
            after: 3,
            path: endpoint::REFRESH,
            action: Action::Refresh,
        },
    ];
    let all: Vec<_> = (0..4).map(|index| wanted(&log, index, &marks)).collect();
    assert_eq!(
        all,
        [
            Wanted::By(Action::Call),
            Wanted::Renewal,
            Wanted::SecondTry,
            Wanted::By(Action::Refresh),
        ]
    );
    // The page's own, when it is opened, and one after a renewal that was due.
    let log = [call(1, 200), refresh(2, 200), call(3, 200)];
    assert_eq!(wanted(&log, 0, &[]), Wanted::Page);
    assert_eq!(wanted(&log, 2, &[]), Wanted::Page);
}
