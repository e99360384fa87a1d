-- Rounds that were closed before stay so.
ALTER TABLE "closed_round" ADD COLUMN     "state" TEXT NOT NULL DEFAULT 'closed';

-- Readers see a round as closed once its last release is done.
CREATE OR REPLACE VIEW published.closed_round AS
  SELECT flow, round, closed_on, discarded FROM public.closed_round WHERE state = 'closed';
