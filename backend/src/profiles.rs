//! What users say of themselves, in memory, so that `GET /api/me` asks the database
//! nothing.
//!
//! A token carries no name, and asking for it each time would make the database part
//! of every request again, which signed tokens are there to avoid. What may stand in
//! a profile is what its user gets to see: no hash is ever in here.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use shared::user::UserProfile;

/// So many that two threads seldom want the same one.
const SHARDS: usize = 64;
/// The profiles of so many users at most: ten thousand in all, of less than a
/// kilobyte each.
const PER_SHARD: usize = 157;

/// How long a profile is good for, in seconds. Changes are heard of at once or in the
/// next second; this is for one that was made past the server, by a statement in the
/// database, or of which a clock that is wrong by minutes kept us from hearing.
const GOOD_FOR: i64 = 10 * 60;

/// The profiles of those who were here lately.
///
/// A profile is read from the database, and while it is on its way another request
/// may change it. So the order is: [`before_reading`](Self::before_reading), the
/// query, [`keep`](Self::keep). And for a change: the transaction, then
/// [`forget`](Self::forget). What was read before a change was forgotten is not kept
/// after it. A change puts nothing in the place of the old profile: of two who are
/// done at once, nobody could tell here which came later.
#[derive(Debug)]
pub struct Profiles {
    /// How many were forgotten so far: the time by which it is judged what is old.
    moment: AtomicU64,
    hasher: RandomState,
    shards: [RwLock<Shard>; SHARDS],
}

#[derive(Debug, Default)]
struct Shard {
    /// Each with the second in which it was asked for.
    profiles: HashMap<String, (i64, Arc<UserProfile>)>,
    /// When one of this shard was last forgotten. One moment for them all: at worst
    /// one that need not be is read again.
    forgot: u64,
}

/// A moment before which nothing was read yet.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// How many were forgotten until then.
    forgotten: u64,
    /// Since 1970.
    second: i64,
}

impl Default for Profiles {
    fn default() -> Self {
        Self {
            moment: AtomicU64::new(0),
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| RwLock::default()),
        }
    }
}

impl Profiles {
    /// The profile of this user, if it is here and still good at `now` (seconds since
    /// 1970).
    #[must_use]
    pub fn get(&self, user_id: &str, now: i64) -> Option<Arc<UserProfile>> {
        let shard = self.shard(user_id).read();
        let shard = shard.unwrap_or_else(PoisonError::into_inner);
        let (second, profile) = shard.profiles.get(user_id)?;
        let is_good = (0..GOOD_FOR).contains(&now.saturating_sub(*second));
        is_good.then(|| profile.clone())
    }

    /// To be asked at `now`, before the query whose result is to be kept.
    #[must_use]
    pub fn before_reading(&self, now: i64) -> Moment {
        Moment {
            forgotten: self.moment.load(Ordering::SeqCst),
            second: now,
        }
    }

    /// Keeps a profile, unless it may have changed since the moment before it was
    /// read.
    pub fn keep(&self, before: Moment, profile: Arc<UserProfile>) {
        let shard = self.shard(&profile.id).write();
        let mut shard = shard.unwrap_or_else(PoisonError::into_inner);
        if shard.forgot > before.forgotten {
            return;
        }
        let is_new = !shard.profiles.contains_key(&profile.id);
        if is_new && shard.profiles.len() >= PER_SHARD {
            // Any of them makes room. To know which was used least, every request
            // would have to write something down.
            let any = shard.profiles.keys().next().cloned();
            any.and_then(|id| shard.profiles.remove(&id));
        }
        let id = profile.id.clone();
        shard.profiles.insert(id, (before.second, profile));
    }

    /// To be told after the profile, or the whole user, has changed in the database.
    pub fn forget(&self, user_id: &str) {
        let shard = self.shard(user_id).write();
        let mut shard = shard.unwrap_or_else(PoisonError::into_inner);
        // Under the lock, or a later moment could be overwritten by an earlier one.
        shard.forgot = self.moment.fetch_add(1, Ordering::SeqCst) + 1;
        shard.profiles.remove(user_id);
    }

    fn shard(&self, user_id: &str) -> &RwLock<Shard> {
        let hash = self.hasher.hash_one(user_id);
        &self.shards[usize::try_from(hash % SHARDS as u64).unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use shared::claims::Role;

    use super::*;

    fn profile(id: &str, name: &str) -> Arc<UserProfile> {
        Arc::new(UserProfile {
            id: id.to_owned(),
            username: "alice".to_owned(),
            display_name: name.to_owned(),
            email: None,
            role: Role::User,
            created_at: String::new(),
        })
    }

    fn name(profiles: &Profiles, id: &str) -> Option<String> {
        let profile = profiles.get(id, 0)?;
        Some(profile.display_name.clone())
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let profiles = Profiles::default();
        let before = profiles.before_reading(0);
        profiles.forget("u1");
        profiles.keep(before, profile("u1", "old"));
        assert_eq!(name(&profiles, "u1"), None);
        let before = profiles.before_reading(0);
        profiles.keep(before, profile("u1", "new"));
        assert_eq!(name(&profiles, "u1").as_deref(), Some("new"));
        profiles.forget("u1");
        assert_eq!(name(&profiles, "u1"), None);
    }

    #[test]
    fn a_change_of_one_user_does_not_keep_all_others_out() {
        let profiles = Profiles::default();
        let before = profiles.before_reading(0);
        profiles.forget("u1");
        let ids: Vec<String> = (0..1000).map(|id| format!("other {id}")).collect();
        for id in &ids {
            profiles.keep(before, profile(id, "Bob"));
        }
        let kept = ids
            .iter()
            .filter(|id| profiles.get(id, 0).is_some())
            .count();
        assert!(kept > 900, "{kept}");
    }

    #[test]
    fn there_are_never_more_than_fit() {
        let profiles = Profiles::default();
        for id in 0..3 * SHARDS * PER_SHARD {
            let before = profiles.before_reading(0);
            profiles.keep(before, profile(&id.to_string(), "Bob"));
            assert!(
                profiles.get(&id.to_string(), 0).is_some(),
                "the latest is there"
            );
        }
        let count = |shard: &RwLock<Shard>| shard.read().unwrap().profiles.len();
        assert!(
            profiles
                .shards
                .iter()
                .all(|shard| count(shard) <= PER_SHARD)
        );
    }

    /// A row is changed by one thread and read by others, in the order that the
    /// handlers keep. Once nobody is changing it any more, nobody may see an old one.
    #[test]
    fn readers_and_writers_at_once_end_with_the_latest() {
        let profiles = Profiles::default();
        let row = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..20_000 {
                        if profiles.get("u1", 0).is_none() {
                            let before = profiles.before_reading(0);
                            let read = row.load(Ordering::SeqCst);
                            std::thread::yield_now();
                            profiles.keep(before, profile("u1", &read.to_string()));
                        }
                    }
                });
            }
            scope.spawn(|| {
                for written in 1..=5_000 {
                    row.store(written, Ordering::SeqCst);
                    profiles.forget("u1");
                    // Whoever wrote it reads their own.
                    let seen = name(&profiles, "u1").and_then(|name| name.parse::<u64>().ok());
                    assert!(
                        seen.is_none_or(|seen| seen == written),
                        "{seen:?} {written}"
                    );
                }
            });
        });
        let seen = name(&profiles, "u1");
        assert!(seen.is_none_or(|seen| seen == "5000"));
    }
}
