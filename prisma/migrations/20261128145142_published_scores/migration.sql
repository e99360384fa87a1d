-- CreateTable
CREATE TABLE "published_scores" (
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "published_on" DATE NOT NULL,

    CONSTRAINT "published_scores_pkey" PRIMARY KEY ("flow","round")
);

CREATE VIEW published.published_scores AS
  SELECT flow, round, content, published_on FROM public.published_scores;
