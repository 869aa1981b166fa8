//! The questions in English.

use super::{Frame, Question, right, wrong};

pub(super) static FRAME: Frame = Frame {
    title: "Do you have it?",
    score: |right, of| format!("{right} of {of} right"),
    right: "Right.",
    wrong: "Not quite.",
};

pub(super) const FLOW: &[Question] = &[
    Question {
        ask: "How does the server know, at step 4, who is asking?",
        answers: &[
            wrong(
                "It has kept the token and compares.",
                "It keeps no tokens. That is the point of them.",
            ),
            right(
                "The token says so, and the signature vouches for it.",
                "Only the server's key can have made that signature, so nobody else can have written this.",
            ),
            wrong(
                "The password is in the token.",
                "Never: anybody who sees a token can read it.",
            ),
        ],
    },
    Question {
        ask: "Why did the log-in take so much longer than the call?",
        answers: &[
            wrong(
                "Signing a token is slow.",
                "Signing takes a few microseconds with HS256.",
            ),
            wrong(
                "The database had to be asked.",
                "It was, in a fraction of a millisecond: look at the stages.",
            ),
            right(
                "Hashing a password is slow on purpose.",
                "So that trying out passwords is slow for somebody who has stolen the hashes.",
            ),
        ],
    },
    Question {
        ask: "A token has expired. What does the page do first?",
        answers: &[
            right(
                "It fetches another one with the refresh token and repeats the request.",
                "Once. Only if that fails does it ask you to log in.",
            ),
            wrong(
                "It asks for the password.",
                "That comes last, when the session itself is over.",
            ),
            wrong(
                "It moves exp further into the future.",
                "Then the signature would no longer fit, and check 8 would catch it.",
            ),
        ],
    },
];

pub(super) const INSPECTOR: &[Question] = &[
    Question {
        ask: "What does somebody need to read the claims of a token?",
        answers: &[
            wrong(
                "The secret.",
                "The secret makes the signature, and hides nothing.",
            ),
            wrong(
                "The public key.",
                "That checks the signature. Reading needs no key at all.",
            ),
            right("Nothing.", "base64url is a way of writing, not a lock."),
        ],
    },
    Question {
        ask: "You change role to admin and sign again with a secret of your own. What happens?",
        answers: &[
            right(
                "The server refuses it at the signature.",
                "It checks with its own key, and yours made another signature.",
            ),
            wrong(
                "The server accepts it, as the signature fits.",
                "It fits your secret, not the server's.",
            ),
            wrong(
                "The server refuses it because of the role.",
                "It does not get that far: what an unsigned text says is of no interest.",
            ),
        ],
    },
    Question {
        ask: "Which of these is a registered claim?",
        answers: &[
            wrong(
                "role",
                "Private: we agreed on it ourselves. Others may mean something else by it.",
            ),
            right("exp", "RFC 7519 itself defines it, for everybody alike."),
            wrong(
                "userId",
                "Private, and sub would be the registered one for it.",
            ),
        ],
    },
];

pub(super) const FORGE: &[Question] = &[
    Question {
        ask: "Why does alg: none not work here?",
        answers: &[
            wrong(
                "The word none is on a list of forbidden values.",
                "Such lists fall for NoNe. Here there is no list.",
            ),
            right(
                "The key decides the algorithm, and the token may only agree.",
                "No key of ours is for none, in whatever spelling.",
            ),
            wrong(
                "The signature is empty.",
                "That too, but it is caught one check earlier.",
            ),
        ],
    },
    Question {
        ask: "When can a weak secret be found by guessing?",
        answers: &[
            wrong(
                "When the server can be asked often enough.",
                "The server is not needed for it.",
            ),
            wrong(
                "When the token lives long enough.",
                "An expired token will do just as well.",
            ),
            right(
                "As soon as somebody has any one token.",
                "They try words on their own computer until the signature fits. Hence at least 32 random bytes.",
            ),
        ],
    },
    Question {
        ask: "A used refresh token comes back. Why does the session end for both?",
        answers: &[
            right(
                "The server cannot tell the owner from the thief.",
                "The owner has the password and can log in again. The thief cannot.",
            ),
            wrong("The token has expired.", "It has not. It was used before."),
            wrong(
                "The owner did something wrong.",
                "The owner may have done nothing at all: the thief was first.",
            ),
        ],
    },
];

pub(super) const STORAGE: &[Question] = &[
    Question {
        ask: "A script was smuggled into the page. Which store stops it from acting in your name?",
        answers: &[
            wrong(
                "The HttpOnly cookie.",
                "It cannot be read, and it need not be: the browser sends it along by itself.",
            ),
            wrong(
                "Memory.",
                "The script waits for the next request and reads the token from its header.",
            ),
            right(
                "None.",
                "The stores differ in what can be carried away. A script must not run in the first place.",
            ),
        ],
    },
    Question {
        ask: "A foreign page sends a form to this server. Why does it not help that you are logged in with localStorage?",
        answers: &[
            right(
                "The browser adds no Authorization header by itself.",
                "Only our own script does, and a foreign page does not run it.",
            ),
            wrong(
                "The foreign page does not know the address.",
                "It does: addresses are no secret.",
            ),
            wrong(
                "The server forbids forms.",
                "It does not take them here either, but that is not the reason.",
            ),
        ],
    },
];

pub(super) const COMPARISON: &[Question] = &[
    Question {
        ask: "What does a token save the server?",
        answers: &[
            wrong(
                "Cryptography.",
                "On the contrary: each request has a signature to check.",
            ),
            right(
                "A look-up for every request.",
                "Who is asking stands in the token itself.",
            ),
            wrong(
                "The database.",
                "Notes and users have to be somewhere all the same.",
            ),
        ],
    },
    Question {
        ask: "What does a session in a table do better?",
        answers: &[
            wrong(
                "It works on several servers at once.",
                "Only if they share the table.",
            ),
            wrong(
                "It needs fewer bytes of work for the database.",
                "It needs a look-up each time; the token needs none.",
            ),
            right(
                "It can be ended at once, everywhere.",
                "The row is gone. A token has to be remembered as ended, wherever it could be shown.",
            ),
        ],
    },
];

pub(super) const FORMATS: &[Question] = &[
    Question {
        ask: "A partner is to check your tokens, and must not be able to make any. Which signature?",
        answers: &[
            wrong(
                "HMAC with a shared secret.",
                "Whoever can check an HMAC can also make one.",
            ),
            right(
                "RSA, ECDSA or EdDSA.",
                "The public key checks. Only the private key signs.",
            ),
            wrong(
                "Encryption instead of a signature.",
                "With a public key, anybody can encrypt: it says nothing about who did.",
            ),
        ],
    },
    Question {
        ask: "What does a JWE do that a signed JWT does not?",
        answers: &[
            right(
                "It hides what it says.",
                "Only the holder of the private key can read the claims.",
            ),
            wrong(
                "It lives longer.",
                "How long it holds is what exp says, in either.",
            ),
            wrong(
                "It is shorter.",
                "It is longer: the encrypted key travels with it.",
            ),
        ],
    },
];
