-- Each change of a user looks for the one before, which it takes the place of.
CREATE INDEX user_changes_by_user ON user_changes (user_id);
