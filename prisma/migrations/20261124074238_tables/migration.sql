-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "contact" (
    "contact_key" BYTEA NOT NULL,
    "sealed" BYTEA,
    "opted_out" BOOLEAN NOT NULL DEFAULT false,
    "idle_at" TIMESTAMPTZ(3),
    "last_seen" DATE NOT NULL,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("contact_key")
);

-- CreateTable
CREATE TABLE "inbound_message" (
    "message_key" BYTEA NOT NULL,
    "sealed" BYTEA,
    "received_on" DATE NOT NULL,

    CONSTRAINT "inbound_message_pkey" PRIMARY KEY ("message_key")
);

-- CreateTable
CREATE TABLE "failed_message" (
    "contact_key" BYTEA NOT NULL,
    "message_key" BYTEA NOT NULL,
    "attempts" INTEGER NOT NULL,
    "sealed" BYTEA,
    "failed_on" DATE NOT NULL,

    CONSTRAINT "failed_message_pkey" PRIMARY KEY ("contact_key","message_key")
);

-- CreateTable
CREATE TABLE "delivery" (
    "delivery_key" BYTEA NOT NULL,
    "state" TEXT NOT NULL,
    "sent_on" DATE NOT NULL,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("delivery_key")
);

-- CreateTable
CREATE TABLE "participation" (
    "participation_key" BYTEA NOT NULL,

    CONSTRAINT "participation_pkey" PRIMARY KEY ("participation_key")
);

-- CreateTable
CREATE TABLE "waiting_interview" (
    "id" UUID NOT NULL,
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "waiting_interview_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "interview" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "language" TEXT NOT NULL,
    "medium" TEXT NOT NULL,
    "disposition" TEXT NOT NULL,
    "answers" JSONB NOT NULL,

    CONSTRAINT "interview_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "disposition_count" (
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "disposition" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "disposition_count_pkey" PRIMARY KEY ("flow","round","version","disposition")
);

-- CreateTable
CREATE TABLE "release" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "released_on" DATE NOT NULL,
    "interviews" INTEGER NOT NULL,

    CONSTRAINT "release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "flow_version" (
    "version" TEXT NOT NULL,
    "flow" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "number" INTEGER NOT NULL,
    "launched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "flow_version_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "sealing_key" (
    "id" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "wrapped" BYTEA,
    "created_on" DATE NOT NULL,
    "erased_on" DATE,

    CONSTRAINT "sealing_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "closed_round" (
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "closed_on" DATE NOT NULL,
    "discarded" BOOLEAN NOT NULL,

    CONSTRAINT "closed_round_pkey" PRIMARY KEY ("flow","round")
);

-- CreateIndex
CREATE INDEX "contact_idle_at_idx" ON "contact"("idle_at");

-- CreateIndex
CREATE INDEX "contact_last_seen_idx" ON "contact"("last_seen");

-- CreateIndex
CREATE INDEX "inbound_message_received_on_idx" ON "inbound_message"("received_on");

-- CreateIndex
CREATE INDEX "failed_message_failed_on_idx" ON "failed_message"("failed_on");

-- CreateIndex
CREATE INDEX "delivery_sent_on_idx" ON "delivery"("sent_on");

-- CreateIndex
CREATE INDEX "waiting_interview_flow_round_idx" ON "waiting_interview"("flow", "round");

-- CreateIndex
CREATE INDEX "interview_flow_round_idx" ON "interview"("flow", "round");

-- CreateIndex
CREATE INDEX "release_flow_round_idx" ON "release"("flow", "round");

-- CreateIndex
CREATE UNIQUE INDEX "flow_version_flow_number_key" ON "flow_version"("flow", "number");
