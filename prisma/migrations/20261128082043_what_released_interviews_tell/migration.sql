-- Marks of before belong to no round that can be told; they are erased when their time is over.
ALTER TABLE "participation" ADD COLUMN     "forget_on" DATE NOT NULL DEFAULT '2028-01-01',
ADD COLUMN     "round_key" BYTEA NOT NULL DEFAULT '\x';
ALTER TABLE "participation" ALTER COLUMN "forget_on" DROP DEFAULT,
ALTER COLUMN "round_key" DROP DEFAULT;

-- AlterTable
ALTER TABLE "interview" DROP COLUMN "day",
ADD COLUMN     "period" TEXT,
ALTER COLUMN "language" DROP NOT NULL,
ALTER COLUMN "medium" DROP NOT NULL;

-- What was released before was not made alike: it keeps neither.
UPDATE "interview" SET "language" = NULL, "medium" = NULL;

-- CreateIndex
CREATE INDEX "participation_round_key_idx" ON "participation"("round_key");

-- CreateIndex
CREATE INDEX "participation_forget_on_idx" ON "participation"("forget_on");
