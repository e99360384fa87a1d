-- CreateTable
CREATE TABLE "flow_draft" (
    "flow" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "files" JSONB NOT NULL,
    "note" TEXT NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "flow_draft_pkey" PRIMARY KEY ("flow","revision")
);

-- CreateTable
CREATE TABLE "launch" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "record" JSONB NOT NULL,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "launch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "community_review" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "flow" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "held_on" DATE NOT NULL,
    "community" TEXT NOT NULL,
    "people" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "community_review_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "launch_flow_idx" ON "launch"("flow");

-- CreateIndex
CREATE INDEX "community_review_flow_idx" ON "community_review"("flow");
