DROP INDEX user_changes_by_user;
