//! From page to page: links, "back", and the page that is not there.

use browser_tests::{Options, Page, walk};
use serde_json::json;

use crate::appearance::resize;

#[tokio::test]
async fn links_and_back_exchange_the_page_and_not_the_program() {
    walk("links-and-back", Options::default(), async |page| {
        // So low that both pages are longer.
        resize(page, 800, 300).await;
        page.open("/errors").await;
        page.see("main a[href='/errors/internal']").await;
        // Another document would not have it.
        page.run("window.isTheSame = true").await;
        let follow = "document.querySelector(\"main a[href='/errors/internal']\").click();";
        let before = page
            .run(&format!("scrollTo(0, 500); {follow} return 500"))
            .await;
        page.at("/errors/internal").await;
        has_focus_on_heading(page).await;
        page.wait_for("the page is seen from its top", async || {
            page.run("return scrollY").await == 0
        })
        .await;
        // The link to all of them stands for those below as well, the one that is
        // exact does not.
        page.see("footer a[href='/errors'][aria-current='page']")
            .await;
        assert_eq!(page.count("main a[aria-current]").await, 0);

        page.run("history.back()").await;
        page.at("/errors").await;
        page.see("main a[href='/errors/internal']").await;
        page.wait_for("the place is found again", async || {
            page.run("return scrollY").await == before
        })
        .await;
        page.run("history.forward()").await;
        page.at("/errors/internal").await;
        has_focus_on_heading(page).await;
        // A link to the page one is at is nothing to go back from.
        page.click_on("footer a[href='/errors']").await;
        page.at("/errors").await;
        let length = page.run("return history.length").await;
        page.click_on("footer a[href='/errors']").await;
        assert_eq!(page.run("return history.length").await, length);
        assert_eq!(page.run("return window.isTheSame").await, true);
    })
    .await;
}

async fn has_focus_on_heading(page: &Page) {
    page.wait_for("the heading has the focus", async || {
        page.run("return document.activeElement === document.querySelector('main h1')")
            .await
            == true
    })
    .await;
}

#[tokio::test]
async fn clicks_that_are_the_browsers_are_left_to_it() {
    walk("clicks-of-the-browser", Options::default(), async |page| {
        page.open("/errors").await;
        page.see("main a[href='/errors/internal']").await;
        // Listens after the program, and keeps the browser from doing it.
        let script = "const taken = [];
            addEventListener('click', (event) => {
                taken.push(event.defaultPrevented);
                event.preventDefault();
            });
            const click = (link, how) => link.dispatchEvent(
                new MouseEvent('click', { bubbles: true, cancelable: true, ...how }));
            const link = document.querySelector(\"main a[href='/errors/internal']\");
            for (const how of ['ctrlKey', 'metaKey', 'shiftKey', 'altKey']) {
                click(link, { [how]: true });
            }
            click(link, { button: 1 });
            for (const [name, value] of Object.entries({
                target: '_blank', download: '', rel: 'noreferrer external',
                href: 'https://elsewhere.example/',
            })) {
                const other = link.cloneNode();
                other.setAttribute(name, value);
                link.after(other);
                click(other, {});
            }
            click(link.firstElementChild, {});
            return taken;";
        let taken = page.run(script).await;
        let expected: Vec<bool> = [[false; 9].as_slice(), &[true]].concat();
        assert_eq!(taken, json!(expected));
        page.at("/errors/internal").await;
    })
    .await;
}

#[tokio::test]
async fn back_does_not_lead_to_where_one_is_sent_away_from() {
    walk("back-from-log-in", Options::default(), async |page| {
        page.open("/errors").await;
        page.open("/notes").await;
        page.at("/login?return_to=%2Fnotes").await;
        page.run("history.back()").await;
        page.at("/errors").await;
    })
    .await;
}

#[tokio::test]
async fn an_address_without_a_page_says_so_and_a_slash_at_the_end_does_no_harm() {
    walk("no-such-page", Options::default(), async |page| {
        for path in ["/nowhere", "/errors/internal/more", "//login"] {
            page.open(path).await;
            page.see("main .page.narrow .actions a[href='/']").await;
        }
        page.open("/errors/").await;
        page.see("main a[href='/errors/internal']").await;
        page.open("/errors/%69nternal").await;
        // The page of a code, and not of one that the server does not use.
        page.see("main .code-line").await;
    })
    .await;
}
