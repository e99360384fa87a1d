-- Run once by the image of PostgreSQL, on an empty volume, as its superuser. The program gets a role that owns its database
-- and nothing else, so that a fault in the program cannot read files of the server or change other roles.
\getenv password HEARD_DATABASE_PASSWORD
CREATE ROLE heard LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE heard OWNER heard;
REVOKE ALL ON DATABASE heard FROM PUBLIC;
