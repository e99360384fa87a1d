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

-- CreateIndex
CREATE INDEX "failed_message_failed_on_idx" ON "failed_message"("failed_on");

-- CreateIndex
CREATE INDEX "delivery_sent_on_idx" ON "delivery"("sent_on");
