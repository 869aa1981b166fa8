//! Threads that do nothing but hash passwords.
//!
//! One bcrypt hash keeps a core busy for a quarter of a second. On the threads
//! that answer requests it would hold all of them up; on the pool that the
//! database uses, a storm of log-ins would starve every query. So hashing has as
//! many threads as there are cores, at the lowest priority, behind a queue of
//! bounded length: when it is full the caller is told so at once.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::timing::{self, Stage};

type Job = Box<dyn FnOnce() + Send>;

/// The queue is full: try again shortly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords wait to be hashed")]
pub struct Overloaded;

/// The threads, through their queue.
#[derive(Clone)]
pub struct HashingPool {
    queue: SyncSender<Job>,
    waiting: Arc<AtomicUsize>,
    refused: Arc<AtomicU64>,
}

/// How much there is to do.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Jobs that no thread has begun.
    pub waiting: usize,
    /// Jobs that were turned away since the start.
    pub refused: u64,
}

impl HashingPool {
    /// How many jobs may wait for each thread: at a quarter of a second each,
    /// nobody waits longer than about ten seconds.
    const WAITING_PER_THREAD: usize = 40;

    /// How long anybody waits, whatever else the machine has to do: at the lowest
    /// priority there is no saying how long a quarter of a second takes.
    const PATIENCE: Duration = Duration::from_secs(20);

    /// The same for what is no request.
    pub const LEISURE: Duration = Duration::from_secs(10 * 60);

    /// Starts a thread for each core.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub fn start() -> std::io::Result<Self> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let (queue, jobs) = sync_channel(threads * Self::WAITING_PER_THREAD);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..threads {
            let jobs = Arc::clone(&jobs);
            thread::Builder::new()
                .name("hashing".to_owned())
                .spawn(move || work(&jobs))?;
        }
        Ok(Self {
            queue,
            waiting: Arc::default(),
            refused: Arc::default(),
        })
    }

    /// How much there is to do now.
    #[must_use]
    pub fn load(&self) -> Load {
        Load {
            waiting: self.waiting.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
        }
    }

    /// Runs `hash` on one of the threads.
    ///
    /// # Errors
    /// When the queue is full or its end is far, or `hash` panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        hash: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        self.run_within(Self::PATIENCE, hash).await
    }

    /// The same, for as long as this.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn run_within<T: Send + 'static>(
        &self,
        patience: Duration,
        hash: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let (reply, answer) = oneshot::channel();
        let waiting = Arc::clone(&self.waiting);
        let request = tracing::Span::current();
        let job = move || {
            let _request = request.entered();
            waiting.fetch_sub(1, Ordering::Relaxed);
            // Whoever asked may have given up meanwhile.
            if !reply.is_closed() {
                let _ = reply.send(hash());
            }
        };
        self.waiting.fetch_add(1, Ordering::Relaxed);
        match self.queue.try_send(Box::new(job)) {
            Ok(()) => {
                let answer = tokio::time::timeout(patience, answer);
                let answer = timing::measure_async(Stage::Hash, answer).await;
                answer.map_err(|_| Overloaded)?.map_err(|_| Overloaded)
            }
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.waiting.fetch_sub(1, Ordering::Relaxed);
                self.refused.fetch_add(1, Ordering::Relaxed);
                Err(Overloaded)
            }
        }
    }
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    // On Linux a priority belongs to a thread. Elsewhere, or where it may not be
    // lowered, hashing still works; other requests then wait a little more.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 19);

    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            // A panic must not cost a thread, or the pool would bleed dry. The
            // caller sees its reply dropped.
            Ok(job) => {
                if std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)).is_err() {
                    tracing::error!("hashing a password panicked");
                }
            }
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn a_full_queue_says_so_at_once() {
        let pool = HashingPool::start().unwrap();
        let gate = Arc::new(Mutex::new(()));
        let closed = gate.lock().unwrap();
        let mut waiting = Vec::new();
        let refused = loop {
            let gate = Arc::clone(&gate);
            let job = pool.run(move || drop(gate.lock()));
            let mut job = Box::pin(job);
            match job.as_mut().now_or_never() {
                None => waiting.push(job),
                Some(result) => break result,
            }
        };
        assert_eq!(refused, Err(Overloaded));
        drop(closed);
        for job in waiting {
            assert_eq!(job.await, Ok(()));
        }
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_so_and_costs_no_hash() {
        let pool = HashingPool::start().unwrap();
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let (gates, busy): (Vec<_>, Vec<_>) = (0..threads)
            .map(|_| {
                let (gate, opens) = std::sync::mpsc::channel::<()>();
                let mut job = Box::pin(pool.run(move || {
                    let _ = opens.recv();
                }));
                assert!(job.as_mut().now_or_never().is_none());
                (gate, job)
            })
            .unzip();
        let hashed = Arc::new(Mutex::new(false));
        let late = Arc::clone(&hashed);
        let patience = Duration::from_millis(1);
        let waited = pool.run_within(patience, move || *late.lock().unwrap() = true);
        assert_eq!(waited.await, Err(Overloaded));
        drop(gates);
        for job in busy {
            assert_eq!(job.await, Ok(()));
        }
        // One after the other: what was before this one was passed over.
        assert_eq!(pool.run(|| ()).await, Ok(()));
        assert!(!*hashed.lock().unwrap());
    }

    #[tokio::test]
    async fn a_panic_costs_one_answer_and_no_thread() {
        let pool = HashingPool::start().unwrap();
        for _ in 0..50 {
            let job = pool.run(|| panic!("on purpose"));
            assert_eq!(job.await, Err::<(), _>(Overloaded));
        }
        assert_eq!(pool.run(|| 1).await, Ok(1));
    }
}
