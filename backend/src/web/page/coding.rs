//! Which coding of a file an answer has: brotli, gzip, or none. They were made when
//! the page was built, so the best that brotli can do costs nothing here.

use actix_web::HttpRequest;
use actix_web::http::header::{
    AcceptEncoding, ContentEncoding, Encoding, Header as _, Preference, Quality,
};

use super::file::{Content, File};

/// The codings that a page is built in, and the ends of their files' names.
pub(super) const CODINGS: [(ContentEncoding, &str); 2] = [
    (ContentEncoding::Brotli, ".br"),
    (ContentEncoding::Gzip, ".gz"),
];

/// Whether this is the name of a coded file. In whatever case: to some systems
/// `a.BR` is `a.br`.
pub(super) fn is_coded(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    CODINGS.iter().any(|(_, end)| name.ends_with(end))
}

/// The content that suits the caller best, of those that there are.
pub(super) fn choose<'a>(request: &HttpRequest, file: &'a File) -> (ContentEncoding, &'a Content) {
    // One that cannot be read asks for nothing.
    let accepted = AcceptEncoding::parse(request).unwrap_or(AcceptEncoding(Vec::new()));
    let mut best = (ContentEncoding::Identity, &file.plain);
    // Not coded is acceptable where nobody says otherwise, and better than nothing
    // where somebody does (RFC 9110 §12.5.3).
    let mut quality = quality(&accepted, best.0).unwrap_or(Quality::ZERO);
    // The last of those that are equally welcome is the one that we prefer. A browser
    // names gzip before brotli and means no order by it.
    for (coding, content) in file.coded.iter().rev() {
        let this = self::quality(&accepted, *coding);
        if let Some(this) = this.filter(|this| *this > Quality::ZERO && *this >= quality) {
            (best, quality) = ((*coding, content), this);
        }
    }
    best
}

/// How welcome a coding is, if anything is said of it: by its name, or by `*`.
fn quality(accepted: &AcceptEncoding, coding: ContentEncoding) -> Option<Quality> {
    let wanted = Preference::Specific(Encoding::Known(coding));
    let said = |what: &Preference<Encoding>| {
        let mut items = accepted.0.iter();
        items
            .find(|item| item.item == *what)
            .map(|item| item.quality)
    };
    said(&wanted).or_else(|| said(&Preference::Any))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use bytes::Bytes;

    use super::*;

    fn chosen(accepted: &[&str], codings: &[ContentEncoding]) -> &'static str {
        let content = || Content::new(Bytes::new());
        let coded = CODINGS
            .iter()
            .filter(|(coding, _)| codings.contains(coding));
        let coded = coded.map(|(coding, _)| (*coding, content())).collect();
        let file = File::new("a.js", content(), coded, &[]);
        let mut request = TestRequest::default();
        for line in accepted {
            request = request.append_header(("accept-encoding", *line));
        }
        match choose(&request.to_http_request(), &file).0 {
            ContentEncoding::Brotli => "br",
            ContentEncoding::Gzip => "gzip",
            _ => "none",
        }
    }

    #[test]
    fn the_most_welcome_coding_is_chosen_and_brotli_among_equals() {
        let both = [ContentEncoding::Brotli, ContentEncoding::Gzip];
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip", "gzip"),
            ("br;q=0.5, gzip;q=0.8", "gzip"),
            ("br;q=0, gzip", "gzip"),
            ("br;q=0", "none"),
            ("gzip;q=0.001", "gzip"),
            ("identity, br;q=0.5", "none"),
            ("identity;q=0.5, br;q=0.5", "br"),
            ("*", "br"),
            ("*, br;q=0", "gzip"),
            ("*;q=0", "none"),
            ("identity;q=0", "none"),
            ("identity;q=0, gzip", "gzip"),
            ("BR", "br"),
            ("deflate, zstd, x-gzip, brotli", "none"),
            ("br;q=2, gzip;q=high, ;;,", "none"),
            ("", "none"),
        ] {
            assert_eq!(chosen(&[accepted], &both), expected, "{accepted}");
        }
        assert_eq!(chosen(&[], &both), "none");
        assert_eq!(chosen(&["gzip", "br"], &both), "br", "two lines");
        assert_eq!(chosen(&["br"], &both[1..]), "none", "there is no such file");
        assert_eq!(chosen(&["br, gzip"], &both[1..]), "gzip");
    }
}
