-- CreateTable
CREATE TABLE "scorecard_record" (
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "service_point" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scorecard_record_pkey" PRIMARY KEY ("flow","round","service_point","revision")
);
