-- CreateTable
CREATE TABLE "result_wish" (
    "wish_key" BYTEA NOT NULL,
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "forget_on" DATE NOT NULL,

    CONSTRAINT "result_wish_pkey" PRIMARY KEY ("wish_key")
);

-- CreateTable
CREATE TABLE "result_message" (
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "texts" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "written_by" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "queued" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "result_message_pkey" PRIMARY KEY ("flow","round")
);

-- CreateIndex
CREATE INDEX "result_wish_flow_round_idx" ON "result_wish"("flow", "round");

-- CreateIndex
CREATE INDEX "result_wish_forget_on_idx" ON "result_wish"("forget_on");
