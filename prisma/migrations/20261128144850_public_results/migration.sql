-- CreateTable
CREATE TABLE "public_result" (
    "flow" TEXT NOT NULL,
    "round" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "decided_by" UUID NOT NULL,
    "decided_on" DATE NOT NULL,

    CONSTRAINT "public_result_pkey" PRIMARY KEY ("flow","round")
);
