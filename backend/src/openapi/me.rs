//! Who the token says one is.

use serde_json::json;
use shared::endpoint;
use shared::error::ErrorCode;
use shared::user::{ProfileChange, UserProfile};

use super::operation::Operation;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get(endpoint::ME, "read_me")
            .says(
                "Who the token says one is",
                "Step 4 of the flow, and a good first request: without a token it is refused.",
            )
            .signed_in()
            .answers::<UserProfile>(200, "The profile."),
        Operation::patch(endpoint::ME, "change_me")
            .says(
                "Change the name to show, or the address",
                "What is missing stays. To change the address, the password must have been given \
                 a short while ago: whoever has it gets the link for a forgotten one.",
            )
            .signed_in()
            .body::<ProfileChange>(json!({ "display_name": "爱丽丝 Alice" }))
            .answers::<UserProfile>(200, "The profile as it is now.")
            .refuses([ErrorCode::StepUpRequired]),
        Operation::delete(endpoint::ME, "delete_me")
            .says(
                "Delete the account",
                "With all that is in it. The last admin cannot.",
            )
            .signed_in()
            .recent()
            .answers_nothing(204, "It is gone, and the cookies are emptied.")
            .refuses([ErrorCode::Forbidden]),
    ]
}
