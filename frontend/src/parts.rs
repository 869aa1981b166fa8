//! Code that comes in a file of its own, when it is first needed.
//!
//! A first visit would otherwise transfer the whole program to show one page of
//! it. Only a released page is divided (the cargo feature `split`, which `cargo
//! xtask` sets): what `trunk serve` builds is one file from the same source, since
//! dividing takes a step after the linker that trunk does not have.

use std::future::Future;
use std::pin::Pin;

/// Why nothing was done: the code did not come. There is no network, or the server
/// has a newer page by now, in which the file has another name. Where all is in one
/// file, it is always there.
pub(crate) type NotLoaded = leptos::wasm_split::SplitLoaderError;

/// What a part begins and goes on with.
pub(crate) type Task<T> = Pin<Box<dyn Future<Output = T>>>;

/// `part!(name, fn f(x: X) -> Y { … })`: an `async fn f(x: X) -> Result<Y, NotLoaded>`
/// whose code is in the file of that name, together with all others of the name and
/// with whatever only they need.
macro_rules! part {
    ($part:ident, fn $name:ident($($arg:ident: $type:ty),*) -> $output:ty $body:block) => {
        #[cfg(feature = "split")]
        #[::leptos::wasm_split::wasm_split(
            $part,
            wasm_split_path = ::leptos::wasm_split,
            fallible
        )]
        fn $name($($arg: $type),*) -> Result<$output, $crate::parts::NotLoaded> {
            Ok($body)
        }
        #[cfg(not(feature = "split"))]
        async fn $name($($arg: $type),*) -> Result<$output, $crate::parts::NotLoaded> {
            Ok($body)
        }
    };
}
pub(crate) use part;
