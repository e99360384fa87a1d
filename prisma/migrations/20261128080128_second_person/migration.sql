-- AlterTable
ALTER TABLE "account" ADD COLUMN     "created_by" UUID,
ADD COLUMN     "link_at" TIMESTAMPTZ(3),
ADD COLUMN     "link_by" UUID;

-- CreateTable
CREATE TABLE "sign_in_try" (
    "account_id" UUID NOT NULL,
    "address" BYTEA NOT NULL,
    "tries" INTEGER NOT NULL,
    "locked_until" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_try_pkey" PRIMARY KEY ("account_id","address")
);

-- CreateIndex
CREATE INDEX "sign_in_try_last_at_idx" ON "sign_in_try"("last_at");

-- AddForeignKey
ALTER TABLE "sign_in_try" ADD CONSTRAINT "sign_in_try_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
