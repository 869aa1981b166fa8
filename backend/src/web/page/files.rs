//! Where the files of the page are: in a folder, or in the program itself.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use actix_web::web;
use bytes::Bytes;

use super::coding::{CODINGS, is_coded};
use super::file::{Content, File, has_hash};
use crate::error::Error;

/// Where the page comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// The folder that `trunk build` wrote. There may be none, and it may be written
    /// again at any moment.
    Folder(PathBuf),
    /// The files of the page by name, compiled in.
    Inside(&'static [(&'static str, &'static [u8])]),
}

impl Source {
    /// The page in the program, if it was built with one; or else the folder `dist`
    /// where the server was started, which is where trunk leaves it.
    #[must_use]
    pub fn usual() -> Self {
        #[cfg(feature = "embedded-page")]
        return Self::Inside(include!(concat!(env!("OUT_DIR"), "/page.rs")));
        #[cfg(not(feature = "embedded-page"))]
        Self::Folder(PathBuf::from("dist"))
    }
}

impl From<PathBuf> for Source {
    fn from(folder: PathBuf) -> Self {
        Self::Folder(folder)
    }
}

#[derive(Clone)]
pub(super) enum Files {
    Folder(Arc<Folder>),
    Inside(Arc<BTreeMap<&'static str, Arc<File>>>),
}

impl Files {
    pub(super) fn new(source: Source, others: Vec<String>) -> Self {
        match source {
            Source::Folder(path) => Self::Folder(Arc::new(Folder {
                path,
                others,
                read: Mutex::default(),
            })),
            Source::Inside(all) => Self::Inside(Arc::new(inside(all, &others))),
        }
    }

    /// The file of this name, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) async fn find(&self, name: &str) -> Result<Option<Arc<File>>, Error> {
        let folder = match self {
            Self::Inside(files) => return Ok(files.get(name).cloned()),
            Self::Folder(folder) => folder.clone(),
        };
        let name = name.to_owned();
        let found = web::block(move || folder.find(&name)).await;
        match found.map_err(|error| Error::Internal(error.to_string()))? {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::Internal(format!("a file of the page: {error}"))),
        }
    }
}

/// The files by their names, each with its coded siblings in it.
fn inside(
    all: &'static [(&'static str, &'static [u8])],
    others: &[String],
) -> BTreeMap<&'static str, Arc<File>> {
    let contents: BTreeMap<_, _> = all.iter().copied().collect();
    let content = |bytes| Content::new(Bytes::from_static(bytes));
    let file = |name: &'static str, bytes| {
        let coded = CODINGS.iter().filter_map(|(coding, end)| {
            let sibling = contents.get(format!("{name}{end}").as_str())?;
            Some((*coding, content(sibling)))
        });
        File::new(name, content(bytes), coded.collect(), others)
    };
    let files = contents.iter().filter(|(name, _)| !is_coded(name));
    files
        .map(|(name, bytes)| (*name, Arc::new(file(name, bytes))))
        .collect()
}

/// A folder, and what was read from it. A file is read again when it has changed,
/// so a page that was built anew is served without a restart; and it is in memory
/// once, however many ask for it and however slowly they take it.
pub(super) struct Folder {
    path: PathBuf,
    others: Vec<String>,
    read: Mutex<HashMap<PathBuf, (Stamp, Arc<File>)>>,
}

/// What changes with a file or its siblings: the moment of the last change, and the
/// length.
type Stamp = Vec<Option<(SystemTime, u64)>>;

impl Folder {
    fn find(&self, name: &str) -> io::Result<Arc<File>> {
        let path = self.path.join(name);
        let own = stamp(&path)?;
        let siblings = CODINGS.map(|(coding, end)| {
            let sibling = self.path.join(format!("{name}{end}"));
            let stamp = stamp(&sibling).ok().filter(|stamp| {
                // Of another build, and left over? The time tells. Where the name
                // is made of the content, it cannot be another content's.
                has_hash(name) || stamp.0 >= own.0
            });
            (coding, sibling, stamp)
        });
        let mut stamps = vec![Some(own)];
        stamps.extend(siblings.iter().map(|(.., stamp)| *stamp));
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((then, file)) = read.get(&path)
            && *then == stamps
        {
            return Ok(file.clone());
        }
        let plain = content(&path)?;
        let mut coded = Vec::new();
        for (coding, sibling, _) in siblings.iter().filter(|(.., stamp)| stamp.is_some()) {
            coded.push((*coding, content(sibling)?));
        }
        let file = Arc::new(File::new(name, plain, coded, &self.others));
        // The files of a former build have other names, and are gone.
        read.retain(|path, _| path.exists());
        read.insert(path, (stamps, file.clone()));
        Ok(file)
    }
}

fn stamp(path: &Path) -> io::Result<(SystemTime, u64)> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    Ok((metadata.modified()?, metadata.len()))
}

fn content(path: &Path) -> io::Result<Content> {
    Ok(Content::new(Bytes::from(fs::read(path)?)))
}
