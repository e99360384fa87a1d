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
