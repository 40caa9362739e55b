# Called by against_r.py: Rscript against_r.R <task> <folder>; prints the seconds of the work, without
# the loading of the libraries.
given <- commandArgs(TRUE)
task <- given[1]
folder <- given[2]
read_group <- function(group) read.csv(file.path(folder, paste0(group, ".csv")), check.names = FALSE)
groups <- c("beleid", "schoolteam", "leerlingen")

shares <- function() {
  rows <- list()
  for (group in groups) {
    table <- read_group(group)
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

comparisons <- function() {
  pairs <- read.csv(file.path(folder, "pairs.csv"))
  tables <- sapply(groups, read_group, simplify = FALSE)
  rows <- list()
  for (number in seq_len(nrow(pairs))) {
    pair <- pairs[number, ]
    one <- tables[[pair$group_a]][, c("provider_id", pair$item_a)]
    other <- tables[[pair$group_b]][, c("provider_id", pair$item_b)]
    names(one) <- names(other) <- c("provider", "answer")
    both <- rbind(cbind(one, group = 0), cbind(other, group = 1))
    both <- both[both$answer %in% 1:4, ]
    both$favourable <- as.numeric(both$answer >= 3)
    design <- svydesign(ids = ~provider, weights = ~1, data = both)
    rank <- svyranktest(answer ~ group, design)
    square <- svychisq(~group + answer, design, statistic = "F")
    difference <- svyttest(favourable ~ group, design)
    fit <- lm(I(rank(answer)) ~ group, data = both)
    sandwich <- conf_int(fit, vcov = "CR2", cluster = both$provider)
    rows[[number]] <- c(rank$p.value, square$p.value, difference$p.value, sandwich$CI_L[2],
                        sandwich$CI_U[2])
  }
  write.csv(do.call(rbind, rows), file.path(folder, "comparisons-r.csv"))
}

figures <- function() {
  files <- sort(list.files(folder, "^figure-.*\\.csv$", full.names = TRUE))
  for (file in files) {
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
      ggsave(sub("csv$", paste0("r.", kind), file), picture, width = 7, height = 4, dpi = 200,
             device = if (kind == "svg") grDevices::svg else "png")
    }
  }
}

libraries <- list(shares = "survey", comparisons = c("survey", "clubSandwich"), figures = "ggplot2")
for (name in libraries[[task]]) suppressMessages(library(name, character.only = TRUE))
options(survey.lonely.psu = "certainty")
work <- list(shares = shares, comparisons = comparisons, figures = figures)[[task]]
cat(sum(system.time(suppressWarnings(work()))[c("user.self", "sys.self")]))
