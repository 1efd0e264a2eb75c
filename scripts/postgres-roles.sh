#!/bin/sh
# Three roles and one database: the owner runs migrations, the application is bound by row-level security, the
# platform passes it for audited work. Runs once, when the database server starts on an empty disk.
set -eu
psql -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" -d postgres \
    -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -v platform="$PLATFORM_PASSWORD" <<'SQL'
CREATE ROLE jianyun_owner LOGIN PASSWORD :'owner';
CREATE ROLE jianyun_app LOGIN PASSWORD :'app' NOBYPASSRLS;
CREATE ROLE jianyun_platform LOGIN PASSWORD :'platform' BYPASSRLS;
CREATE DATABASE jianyun OWNER jianyun_owner;
SQL
