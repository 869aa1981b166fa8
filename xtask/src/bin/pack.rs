//! Codes the files of a built page, once and as tightly as can be, so that the server
//! has nothing to do but to send them: `NAME.br` and `NAME.gz` beside each `NAME`.
//!
//! `cargo xtask dist` runs it.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program speaks by printing"
)]

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("Usage: pack FOLDER");
        return ExitCode::from(2);
    };
    match pack(&folder) {
        Ok(sum) => {
            let [plain, gzip, brotli] = [sum.plain, sum.gzip, sum.brotli].map(|size| size / 1000);
            println!("   the page: {plain} KB, {gzip} KB with gzip, {brotli} KB with brotli");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

/// Bytes of all files, as they are sent to those who take each coding.
#[derive(Default)]
struct Sum {
    plain: usize,
    gzip: usize,
    brotli: usize,
}

fn pack(folder: &Path) -> io::Result<Sum> {
    let mut sum = Sum::default();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            let inner = pack(&path)?;
            sum.plain += inner.plain;
            sum.gzip += inner.gzip;
            sum.brotli += inner.brotli;
        } else if !is_coded(&path) {
            let plain = fs::read(&path)?;
            sum.plain += plain.len();
            sum.gzip += keep(&path, "gz", gzip(&plain)?, plain.len())?;
            sum.brotli += keep(&path, "br", brotli(&plain)?, plain.len())?;
        }
    }
    Ok(sum)
}

fn is_coded(path: &Path) -> bool {
    let end = path.extension().and_then(|end| end.to_str());
    matches!(end, Some("br" | "gz"))
}

/// Writes what is shorter than the file itself: pictures and fonts are packed already.
/// The length that is sent.
fn keep(path: &Path, end: &str, coded: Vec<u8>, plain: usize) -> io::Result<usize> {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    if coded.len() < plain {
        fs::write(name, &coded)?;
        return Ok(coded.len());
    }
    // One of an earlier run would be served.
    match fs::remove_file(name) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(plain),
    }
}

fn gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain)?;
    encoder.finish()
}

fn brotli(plain: &[u8]) -> io::Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: plain.len(),
        ..BrotliEncoderParams::default()
    };
    let mut coded = Vec::new();
    brotli::BrotliCompress(&mut io::Cursor::new(plain), &mut coded, &params)?;
    Ok(coded)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_is_coded_comes_out_as_it_was() {
        let plain: Vec<u8> = (0..20_000_u32)
            .flat_map(|n| (n / 7).to_le_bytes())
            .collect();
        let mut unpacked = Vec::new();
        let coded = gzip(&plain).unwrap();
        flate2::read::GzDecoder::new(&*coded)
            .read_to_end(&mut unpacked)
            .unwrap();
        assert!(unpacked == plain && coded.len() < plain.len());
        let coded = brotli(&plain).unwrap();
        unpacked.clear();
        brotli::BrotliDecompress(&mut &*coded, &mut unpacked).unwrap();
        assert!(unpacked == plain && coded.len() < plain.len());
    }

    #[test]
    fn only_what_gains_by_it_is_coded_and_nothing_is_twice() {
        let folder = env::temp_dir().join(format!("tessera-pack-{}", std::process::id()));
        fs::create_dir_all(folder.join("icons")).unwrap();
        let text = "a page ".repeat(100);
        fs::write(folder.join("index.html"), &text).unwrap();
        fs::write(folder.join("icons/a.svg"), &text).unwrap();
        fs::write(folder.join("dot.png"), b"p").unwrap();
        fs::write(folder.join("dot.png.br"), b"of an earlier run").unwrap();
        for _ in 0..2 {
            let sum = pack(&folder).unwrap();
            assert_eq!(sum.plain, 2 * text.len() + 1);
            assert!(sum.brotli < sum.gzip && sum.gzip < sum.plain);
            let mut names: Vec<_> = [&folder, &folder.join("icons")]
                .iter()
                .flat_map(|folder| fs::read_dir(folder).unwrap())
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| name != "icons")
                .collect();
            names.sort();
            assert_eq!(
                names,
                [
                    "a.svg",
                    "a.svg.br",
                    "a.svg.gz",
                    "dot.png",
                    "index.html",
                    "index.html.br",
                    "index.html.gz"
                ]
            );
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
