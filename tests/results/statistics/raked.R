# Makes raked.json: shares of raked samples as R's `survey` sees them. Run: Rscript raked.R > raked.json
# Made with R 4.2.2 and survey 4.1-1.
suppressPackageStartupMessages(library(survey))
set.seed(15)

quote_all <- function(x) sprintf('"%s"', x)
targets_json <- function(t) paste0("{", paste(sprintf("%s:%s", quote_all(names(t)), format(t, trim = TRUE)), collapse = ","), "}")

make <- function(levels_a, levels_b) {
  a <- paste0("a", seq_len(levels_a)); b <- paste0("b", seq_len(levels_b))
  cells <- expand.grid(a = a, b = b, stringsAsFactors = FALSE)
  cells$n <- sample(5:60, nrow(cells), replace = TRUE)
  chance <- runif(nrow(cells), 0.05, 0.95)
  cells$none <- rbinom(nrow(cells), cells$n, 0.15)
  cells$yes <- rbinom(nrow(cells), cells$n - cells$none, chance)
  cells$no <- cells$n - cells$none - cells$yes
  people <- cells[rep(seq_len(nrow(cells)), cells$n), c("a", "b")]
  people$y <- unlist(Map(function(yes, no, none) rep(c(1, 0, NA), c(yes, no, none)), cells$yes, cells$no, cells$none))
  people$said <- !is.na(people$y)
  people$y[!people$said] <- 0

  # The last category of a has no target: it keeps the share that it has, as those who refused do.
  known <- head(a, -1)
  target_a <- setNames(sample(20:60, length(known), replace = TRUE), known)
  target_b <- setNames(sample(20:60, length(b), replace = TRUE), b)
  n <- nrow(people)
  rest <- sum(people$a == tail(a, 1))
  pop_a <- data.frame(a = a, Freq = c((n - rest) * target_a / sum(target_a), rest))
  pop_b <- data.frame(b = b, Freq = n * target_b / sum(target_b))
  start <- svydesign(ids = ~1, weights = ~1, data = people)
  raked <- rake(start, list(~a, ~b), list(pop_a, pop_b), control = list(maxit = 200, epsilon = 1e-9))
  w <- weights(raked)
  # Beyond these limits we cut weights, and R does not.
  if (max(w) > 5 || min(w) < 0.2) return(NULL)

  said <- subset(raked, said)
  found <- svymean(~y, said)
  p <- coef(found)[[1]]; se <- SE(found)[[1]]
  size <- min(p * (1 - p) / se^2, sum(people$said))
  wilson <- prop.test(p * size, size, correct = FALSE)$conf.int
  beta <- attr(svyciprop(~y, said, method = "beta"), "ci")
  kish <- sum(w[people$said])^2 / sum(w[people$said]^2)
  number <- function(x) sprintf("%.10f", x)
  sprintf('{"cells":[%s],"targets":[%s,%s],"share":%s,"se":%s,"kish":%s,"wilson":[%s],"beta":[%s]}',
    paste(sprintf('["%s","%s",%d,%d,%d]', cells$a, cells$b, cells$yes, cells$no, cells$none), collapse = ","),
    targets_json(target_a), targets_json(target_b), number(p), number(se), number(kish),
    paste(number(wilson), collapse = ","), paste(number(unname(beta)), collapse = ","))
}

cases <- Filter(Negate(is.null), lapply(1:60, function(i) make(sample(2:4, 1), sample(2:4, 1))))
cat("[\n", paste(cases, collapse = ",\n"), "\n]\n", sep = "")
