-- CreateTable
CREATE TABLE "round_margins" (
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "recorded_by" UUID,
    "recorded_on" DATE NOT NULL,

    CONSTRAINT "round_margins_pkey" PRIMARY KEY ("flow","round")
);
