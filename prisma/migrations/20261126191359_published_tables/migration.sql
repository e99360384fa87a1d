-- CreateTable
CREATE TABLE "published_table" (
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "dimensions" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "published_on" DATE NOT NULL,

    CONSTRAINT "published_table_pkey" PRIMARY KEY ("flow","round","question","dimensions")
);

CREATE VIEW published.published_table AS
  SELECT flow, round, question, dimensions, content, published_on FROM public.published_table;
