# Called by against_r.py: Rscript against_r.R <task> <folder>; prints the seconds of the work, without
# the loading of the libraries.
given <- commandArgs(TRUE)
task <- given[1]
folder <- given[2]
read_group <- function(name) read.csv(file.path(folder, paste0(name, ".csv")), check.names = FALSE)
groups <- c("beleid", "schoolteam", "leerlingen")

shares <- function() {
  rows <- list()
  for (group in groups) {
    table <- read_group(paste0("2023-", group))
    for (item in setdiff(names(table), "provider_id")) {
      answers <- table[!is.na(table[[item]]), c("provider_id", item)]
      names(answers) <- c("provider", "answer")
      for (level in sort(unique(answers$answer))) {
        answers$chosen <- as.numeric(answers$answer == level)
        design <- svydesign(ids = ~provider, weights = ~1, data = answers)
        share <- svyciprop(~chosen, design, method = "beta")
        rows[[length(rows) + 1]] <- c(group, item, level, as.numeric(share), attr(share, "ci"))
      }
    }
  }
  write.csv(do.call(rbind, rows), file.path(folder, "shares-r.csv"))
}

# difference of a column between two sets of respondents, with the interval we give
difference <- function(both, column) {
  fit <- lm(as.formula(paste(column, "~ set")), data = both)
  sandwich <- conf_int(fit, vcov = "CR2", cluster = both$provider, p_values = TRUE)
  c(sandwich$beta[2], sandwich$CI_L[2], sandwich$CI_U[2], sandwich$df[2], sandwich$p_val[2])
}

# every measure that we give of a pair, but for van Elteren's test: R has none for clusters
compared <- function(one, other) {
  names(one) <- names(other) <- c("provider", "answer")
  both <- rbind(cbind(one, set = 1), cbind(other, set = 0))
  both <- both[!is.na(both$answer), ]
  both$unknown <- as.numeric(both$answer == 5)
  both$favourable <- as.numeric(both$answer <= 2)
  counted <- both[both$answer <= 5, ]
  found <- c(difference(counted, "favourable"),
             if (any(counted$unknown == 1)) difference(counted, "unknown") else rep(NA, 5))
  every <- svydesign(ids = ~provider, weights = ~1, data = both)
  both <- both[both$answer <= 4, ]
  both$answer <- 5 - both$answer
  # the chance of a higher answer in the other set: Cliff's delta and superiority
  above <- function(answer, set) mean((answer > set) + 0.5 * (answer == set))
  sets <- split(both$answer, both$set)
  both$place <- ifelse(both$set == 1, sapply(both$answer, above, sets[["0"]]),
                       sapply(both$answer, above, sets[["1"]]) - 1)
  design <- svydesign(ids = ~provider, weights = ~1, data = both)
  level <- aggregate(answer ~ provider + set, both, mean)
  paired <- merge(level[level$set == 1, ], level[level$set == 0, ], by = "provider")
  mine <- if (nrow(paired) > 1) t.test(paired$answer.x, paired$answer.y, paired = TRUE)
  # a place depends on the other set too, so what one answer moves counts twice
  moved <- difference(both, "place")
  delta <- moved[1] - 1 + c(0, 2 * (moved[2:3] - moved[1]))
  c(found, delta, moved[4:5], svyranktest(answer ~ set, design)$p.value,
    svychisq(~set + answer, every, statistic = "F")$p.value,
    if (is.null(mine)) rep(NA, 4) else c(mine$estimate, mine$conf.int, mine$p.value))
}

all_pairs <- function() {
  pairs <- read.csv(file.path(folder, paste0(task, ".csv")))
  tables <- sapply(unique(c(pairs$table_a, pairs$table_b)), read_group, simplify = FALSE)
  rows <- lapply(seq_len(nrow(pairs)), function(number) {
    pair <- pairs[number, ]
    one <- tables[[pair$table_a]][, c("provider_id", pair$item_a)]
    other <- tables[[pair$table_b]][, c("provider_id", pair$item_b)]
    if (pair$returning == "yes") {
      common <- intersect(one$provider_id, other$provider_id)
      one <- one[one$provider_id %in% common, ]
      other <- other[other$provider_id %in% common, ]
    }
    compared(one, other)
  })
  write.csv(do.call(rbind, rows), file.path(folder, paste0(task, "-r.csv")))
}

figures <- function() {
  sizes <- read.csv(file.path(folder, "sizes.csv"))
  for (number in seq_len(nrow(sizes))) {
    size <- sizes[number, ]
    file <- file.path(folder, paste0(size$name, ".csv"))
    numbers <- read.csv(file)
    numbers <- numbers[!is.na(numbers$share), ]
    numbers$category <- factor(numbers$category, unique(numbers$category))
    numbers$row <- paste(numbers$group, substr(numbers$item, 1, 60))
    picture <- ggplot(numbers, aes(share, row, fill = category)) +
      geom_col(position = position_stack(reverse = TRUE)) +
      geom_text(aes(label = ifelse(share >= 0.06, round(100 * share), "")),
                position = position_stack(0.5, reverse = TRUE), size = 3) +
      scale_fill_brewer(palette = "BrBG") + labs(title = basename(file), x = NULL, y = NULL) +
      theme_minimal() + theme(legend.position = "top")
    for (kind in c("svg", "png")) {
      ggsave(sub("csv$", paste0("r.", kind), file), picture, width = size$width,
             height = size$height, dpi = size$dpi,
             device = if (kind == "svg") grDevices::svg else "png")
    }
  }
}

tests <- c("survey", "clubSandwich")
libraries <- list(shares = "survey", comparisons = tests, trends = tests, figures = "ggplot2")
for (name in libraries[[task]]) suppressMessages(library(name, character.only = TRUE))
options(survey.lonely.psu = "certainty")
work <- list(shares = shares, comparisons = all_pairs, trends = all_pairs, figures = figures)[[task]]
cat(sum(system.time(suppressWarnings(work()))[c("user.self", "sys.self")]))
