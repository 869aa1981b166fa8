//! The guided tour in English.

use super::{StopText, Words};

pub(in super::super) static EN: Words = Words {
    title: "Guided tour",
    lead: "One log-in, followed from the keyboard to the database and back. Each stop leads to the lesson where it can be seen, and to the code that does it: the very functions that this server and this page were built from.",
    step: |step| format!("Step {step} of 5"),
    code: "The code",
    stops: [
        StopText {
            title: "Name and password leave the browser",
            what: "The page sends them once, in the body of a POST. They are not kept anywhere afterwards: from here on the token speaks for you.",
            why: "In the body and not in the address, since addresses end up in logs and in the history. Outside your own machine always by HTTPS.",
            see: "Log in and watch the first arrow",
            href: "/",
        },
        StopText {
            title: "The server checks the password and signs a token",
            what: "bcrypt compares the password with its stored hash. If it fits, the server writes down who you are and until when, and signs it with a key that never leaves it.",
            why: "bcrypt is slow on purpose: a quarter of a second for you, and centuries for somebody with a stolen database. A name that nobody has costs the same time, so that nobody can find out which names are taken.",
            see: "See how long the hash takes",
            href: "/",
        },
        StopText {
            title: "What a token is made of",
            what: "Three texts with dots between them: how it was signed, what it says, and the signature over both. The first two are only encoded. Anybody can read them; nobody can change them without the key.",
            why: "That is why there is no secret in a token, no e-mail address and no password. Signed is not encrypted.",
            see: "Take your own token apart",
            href: "/inspector",
        },
        StopText {
            title: "The page keeps the token",
            what: "In localStorage, sessionStorage, the memory of the page, or a cookie that no script can read. You choose when you log in.",
            why: "Each place can be robbed in its own way. A script that was smuggled into the page reads three of them; a foreign page can misuse the fourth, unless the server looks closely.",
            see: "Let a script try to steal it from all four",
            href: "/storage",
        },
        StopText {
            title: "Every request carries it",
            what: "The API client puts the token into the header Authorization: Bearer. It goes to the server that this page came from, and to no other.",
            why: "Bearer means that whoever has it may use it. If the server refuses it, the client fetches another one, once, and repeats the request.",
            see: "Call the API and open the request",
            href: "/",
        },
        StopText {
            title: "The server judges the token",
            what: "Sixteen checks, one line each: is it a token of ours by the look of it, did our key sign it, does it hold now, for us, and has nobody taken it back?",
            why: "The order matters. Nothing that a token says is believed before its signature has been checked, and no check asks the database.",
            see: "Watch the checks on any token",
            href: "/inspector",
        },
        StopText {
            title: "Or it refuses, and says why",
            what: "Status 401 or 403, and a code that names the check that failed. The page translates the code, and brings you back to where you were after a new log-in.",
            why: "A precise reason helps those who build. It tells an attacker nothing about the keys, nor which accounts there are.",
            see: "Forge a token and be caught",
            href: "/forge",
        },
        StopText {
            title: "A short life, and a longer session",
            what: "An access token lives for fifteen minutes. A refresh token, in a cookie that no script can read, gets the next one, and is replaced each time.",
            why: "If a used refresh token comes back, two parties have it, and one of them is a thief. The session ends for both.",
            see: "Steal a refresh token and use it twice",
            href: "/forge",
        },
        StopText {
            title: "Taking back what was signed",
            what: "A signed token stays valid until it expires. So the server remembers, in memory, the few sessions that were ended before that, and refuses their tokens with the next request.",
            why: "This is the price of a token that needs no look-up, and what a session in a database has for nothing.",
            see: "Measure both, and log a user out now",
            href: "/comparison",
        },
        StopText {
            title: "Keys, and how they change",
            what: "A token names its key by kid. The key decides the algorithm; the token may only agree. A new key takes over while the former ones still verify, and no request fails.",
            why: "If the token could choose, it would choose none, or have a public key taken for a secret.",
            see: "Try to talk the server into another algorithm",
            href: "/forge",
        },
        StopText {
            title: "Some things need the password again",
            what: "Deleting the account asks for a password that was given a short while ago. Other tokens are good for one thing only: a link to a note, or to a new password, for a limited time.",
            why: "A token that was left lying about should not be enough for what cannot be undone. And a link must not open what an access token opens.",
            see: "Find “Delete the account” on your account’s page",
            href: "/account",
        },
        StopText {
            title: "What the cookie needs besides",
            what: "A browser sends a cookie by itself, also for a foreign page. So the server wants to hear from the browser where the request comes from. And the page's policy keeps smuggled scripts from running.",
            why: "Against a foreign page (CSRF) a token in a header is safe by nature. Against a script in the page (XSS) nothing is, but for not letting it run.",
            see: "See both attacks happen",
            href: "/storage",
        },
    ],
};
