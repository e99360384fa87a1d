-- What may be read by statisticians who have a role of their own in the database: aggregates that are released, and nothing
-- that an interview could be read from. Views run with the rights of their owner.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA published;

CREATE VIEW published.disposition_count AS
  SELECT flow, round, version, disposition, count FROM public.disposition_count;

CREATE VIEW published.release AS
  SELECT flow, round, released_on, interviews FROM public.release;

CREATE VIEW published.closed_round AS
  SELECT flow, round, closed_on, discarded FROM public.closed_round;

CREATE VIEW published.flow_version AS
  SELECT flow, version, number, content -> 'flow' AS flow_definition FROM public.flow_version;
