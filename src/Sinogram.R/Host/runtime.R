# The R side of the worker. Evaluated once, in an environment of its own; the functions below are called from C#.
# `channel` is the native routine that sends an event to the parent, `asker` the one that asks for a line (NULL where nobody answers).

state <- new.env(parent = emptyenv())
state$device <- 0L          # our graphics device, 0 when none is open
state$serial <- 0L          # how many devices this session has opened
state$complete <- 0L        # how many pages of the open device are complete
state$shown <- list()       # pages already sent, by "serial-page": their bytes
state$words <- list()       # what pages show in words, by "serial-page"
state$folder <- tempfile("plots")
dir.create(state$folder, mode = "0700")

emit <- function(...) .Call(channel, ...)

# ---- running a cell -------------------------------------------------------------------------------------------------

# `first` is the number of lines of the cell above the code, `tables` whether a data frame may be the cell's value as a table.
run <- function(code, first, tables, width, height, units, res, pointsize, background, format) {
  state$plot <- list(width = width, height = height, units = units, res = res, pointsize = pointsize, background = background, format = format)
  state$warnings <- 0L
  state$pending <- NULL
  file <- srcfilecopy("cell", strsplit(paste0(code, "\n"), "\n", fixed = TRUE)[[1]])
  file$above <- first
  state$file <- file
  expressions <- tryCatch(parse(text = code, keep.source = TRUE, srcfile = file, encoding = "UTF-8"), error = identity)
  if (inherits(expressions, "error")) {
    return(syntax_error(conditionMessage(expressions)))
  }
  references <- attr(expressions, "srcref")
  result <- list("ok")
  on.exit(finish_plots())
  for (i in seq_along(expressions)) {
    state$warnings <- 0L
    result <- one(expressions[[i]], if (is.null(references)) NULL else references[[i]], tables && i == length(expressions))
    report_dropped_warnings()
    if (i < length(expressions) && result[[1]] == "ok") snapshot_plot()
    if (result[[1]] != "ok") break
  }
  result
}

one <- function(expression, reference, tables) {
  withRestarts(
    tryCatch(
      withCallingHandlers(
        {
          value <- withVisible(eval(expression, globalenv()))
          if (value$visible && !(tables && is.data.frame(value$value) && show_table(value$value))) show(value$value)
          list("ok")
        },
        warning = on_warning,
        error = function(e) state$pending <- describe_error(e, sys.calls(), reference)
      ),
      error = function(e) {
        described <- state$pending
        state$pending <- NULL
        if (is.null(described) || !identical(described[[2]], message_of(e))) described <- describe_error(e, NULL, reference)
        described
      },
      interrupt = function(e) list("interrupted")
    ),
    sinogram_quit = function(status) list("quit", status),
    abort = function() list("error", "aborted", "", line_of(reference), character(), "")
  )
}

show <- function(value) {
  if (isS4(value)) methods::show(value) else print(value)
}

# A data frame of a size that is worth looking at goes out whole, beside the text that R prints for it.
show_table <- function(value) {
  if (length(value) == 0L || nrow(value) == 0L || as.double(nrow(value)) * length(value) > 5e6) return(FALSE)
  prepared <- tryCatch(export_frame(value), sinogram_refusal = function(e) NULL)
  if (is.null(prepared)) return(FALSE)
  text <- enc2utf8(paste(utils::capture.output(show(value)), collapse = "\n"))
  !is.null(emit("table", "value", text, prepared))
}

on_warning <- function(w) {
  level <- getOption("warn")
  if (level >= 2L) return(invisible())
  if (level >= 0L) {
    state$warnings <- state$warnings + 1L
    if (state$warnings <= 50L) {
      call <- call_text(conditionCall(w))
      text <- message_of(w)
      cat("Warning message:\n", if (nzchar(call)) paste0("In ", call, " : "), text, "\n", sep = "", file = stderr())
    }
  }
  invokeRestart("muffleWarning")
}

report_dropped_warnings <- function() {
  if (state$warnings > 50L) cat("(", state$warnings - 50L, " more warnings are not shown)\n", sep = "", file = stderr())
}

# ---- errors ---------------------------------------------------------------------------------------------------------

message_of <- function(condition) enc2utf8(paste(as.character(conditionMessage(condition)), collapse = "\n"))

call_text <- function(call) {
  if (is.null(call)) return("")
  text <- tryCatch(deparse(call, nlines = 1L, width.cutoff = 60L)[1], error = function(e) "")
  if (is.na(text) || startsWith(text, "eval(expression, globalenv())") || startsWith(text, "withVisible(")) "" else enc2utf8(text)
}

line_of <- function(reference) {
  if (is.null(reference)) return(0L)
  above <- attr(reference, "srcfile")$above
  as.integer(reference)[1] + if (is.null(above)) 0L else above
}


# 0 for code that came from elsewhere, 1 for an earlier cell, 2 for this one.
origin <- function(reference) {
  file <- if (is.null(reference)) NULL else attr(reference, "srcfile")
  if (identical(file, state$file)) 2L else if (identical(file$filename, "cell")) 1L else 0L
}

describe_error <- function(e, calls, reference) {
  line <- line_of(reference)
  trace <- character()
  if (length(calls) > 0L && length(calls) < 2000L) {
    first <- 0L
    for (i in seq_along(calls)) {
      # Our own frames end with eval(expression, globalenv()), which R shows twice.
      if (identical(calls[[i]], quote(eval(expression, globalenv())))) first <- i
    }
    last <- length(calls)
    while (last > first && (call_name(calls[[last]]) %in% c("stop", ".handleSimpleError", "h", "describe_error", "signalCondition", "doTryCatch") || is.function(calls[[last]][[1L]]))) last <- last - 1L
    # Where stop() stands is the line; the frames of the error's own machinery are not shown.
    stopped <- if (last < length(calls) && call_name(calls[[last + 1L]]) == "stop") attr(calls[[last + 1L]], "srcref")
    own <- if (last > first) calls[(first + 1L):last] else list()
    for (i in seq_along(own)) {
      call <- own[[i]]
      at <- attr(call, "srcref")
      if (i == 1L && is.null(at)) at <- reference
      from <- origin(at)
      if (from == 2L) line <- line_of(at)
      trace <- c(trace, paste0(call_text(call), if (from > 0L) paste0("  (line ", line_of(at), if (from == 1L) " of an earlier cell", ")")))
    }
    if (origin(stopped) == 2L) line <- line_of(stopped)
    if (length(trace) > 40L) trace <- c(trace[1:20], "...", utils::tail(trace, 20L))
  }
  package <- if (inherits(e, "packageNotFoundError")) e$package else ""
  list("error", message_of(e), call_text(conditionCall(e)), line, trace, package)
}

call_name <- function(call) if (is.call(call) && is.name(call[[1]])) as.character(call[[1]]) else ""

syntax_error <- function(text) {
  text <- enc2utf8(text)
  place <- regmatches(text, regexec("^cell:([0-9]+):([0-9]+): ", text))[[1]]
  line <- if (length(place) == 3L) as.integer(place[2]) + state$file$above else 0L
  list("syntax", sub("^cell:[0-9]+:[0-9]+: ", "", text), "", line, character(), "")
}

# ---- plots ----------------------------------------------------------------------------------------------------------

page_file <- function(serial) file.path(state$folder, sprintf("%d-%%04d.%s", serial, state$plot$format))

open_file <- function(file) {
  p <- state$plot
  if (p$format == "svg") {
    inches <- switch(p$units, px = 1 / p$res, `in` = 1, cm = 1 / 2.54, mm = 1 / 25.4)
    grDevices::svg(file, width = p$width * inches, height = p$height * inches, pointsize = p$pointsize, bg = p$background, onefile = FALSE)
  } else {
    grDevices::png(file, width = p$width, height = p$height, units = p$units, res = p$res, pointsize = p$pointsize, bg = p$background, type = "cairo")
  }
}

open_device <- function(...) {
  if (is.null(state$plot)) stop("no plot can be made now")
  state$serial <- state$serial + 1L
  open_file(page_file(state$serial))
  grDevices::dev.control(displaylist = "enable")
  state$device <- grDevices::dev.cur()
  state$recorded <- NULL
  state$complete <- 0L
  invisible()
}

is_open <- function() {
  open <- grDevices::dev.list()
  at <- match(state$device, open)
  !is.na(at) && names(open)[at] %in% c("png", "svg")
}

mime <- function() if (state$plot$format == "svg") "image/svg+xml" else "image/png"

send_page <- function(key, file) {
  bytes <- readBin(file, "raw", file.size(file))
  if (length(bytes) == 0L || identical(state$shown[[key]], bytes)) return(invisible())
  state$shown[[key]] <- bytes
  emit("plot", key, paste(c(mime(), gsub("[\r\n]+", " ", state$words[[key]])), collapse = "\n"), bytes)
}

# The words in what a device has recorded of a page: titles, labels, legends.
words_in <- function(x) {
  if (inherits(x, c("NativeSymbolInfo", "DLLInfo"))) NULL
  else if (is.character(x)) enc2utf8(as.vector(x))
  else if (is.name(x)) as.character(x)
  else if (is.call(x)) enc2utf8(paste(deparse(x), collapse = " "))
  else if (is.expression(x) || is.list(x) || is.pairlist(x)) unlist(lapply(unclass(x), words_in), use.names = FALSE)
  else NULL
}

# Keeps the words of the page that is being drawn; called before another begins.
keep_words <- function(...) {
  if (!is_open() || grDevices::dev.cur() != state$device) return(invisible())
  begun <- list.files(state$folder, pattern = sprintf("^%d-[0-9]{4}[.]", state$serial))
  number <- max(state$complete + 1L, as.integer(sub("^[0-9]+-([0-9]+)[.].*$", "\\1", begun)))
  key <- sprintf("%d-%04d", state$serial, number)
  state$words[[key]] <- unique(c(state$words[[key]], words_in(grDevices::recordPlot()[[1]])))
  invisible()
}

setHook("before.plot.new", keep_words)
setHook("before.grid.newpage", keep_words)

# A device that the user closes within an expression has ended its page by then.
local({
  close <- grDevices::dev.off
  closing <- function(which = grDevices::dev.cur()) {
    if (identical(as.integer(which), as.integer(state$device)) && is_open()) {
      current <- grDevices::dev.cur()
      grDevices::dev.set(state$device)
      keep_words()
      grDevices::dev.set(current)
    }
    close(which)
  }
  for (place in list(asNamespace("grDevices"), as.environment("package:grDevices"))) {
    unlockBinding("dev.off", place)
    assign("dev.off", closing, envir = place)
    lockBinding("dev.off", place)
  }
})

# Sends every page that is complete: the device writes a page's file when the page ends; until then it is empty.
send_complete_pages <- function(...) {
  for (file in list.files(state$folder, pattern = "^[0-9]+-[0-9]{4}[.](png|svg)$")) {
    path <- file.path(state$folder, file)
    if (file.size(path) == 0) next
    key <- sub("[.][a-z]+$", "", file)
    number <- as.integer(strsplit(key, "-", fixed = TRUE)[[1]])
    if (number[1] == state$serial) state$complete <- number[2]
    send_page(key, path)
    unlink(path)
  }
}

# Between two expressions of a cell: shows the page as it is now, because what follows may print. Later strokes update it.
snapshot_plot <- function() {
  send_complete_pages()
  if (!is_open()) return(invisible())
  current <- grDevices::dev.cur()
  grDevices::dev.set(state$device)
  on.exit(if (current > 1L && current %in% grDevices::dev.list()) grDevices::dev.set(current))
  recorded <- grDevices::recordPlot()
  if (length(recorded[[1]]) == 0L || identical(recorded[[1]], state$recorded)) return(invisible())
  state$recorded <- recorded[[1]]
  file <- file.path(state$folder, paste0("snapshot.", state$plot$format))
  open_file(file)
  tryCatch(grDevices::replayPlot(recorded), finally = grDevices::dev.off())
  key <- sprintf("%d-%04d", state$serial, state$complete + 1L)
  state$words[[key]] <- unique(c(state$words[[key]], words_in(recorded[[1]])))
  if (file.exists(file)) send_page(key, file)
  unlink(file)
}

finish_plots <- function() {
  if (is_open()) grDevices::dev.off(state$device)
  state$device <- 0L
  send_complete_pages()
  state$shown <- list()
  state$words <- list()
  state$recorded <- NULL
}

# ---- values out ------------------------------------------------------------------------------------------------------

refuse <- function(...) stop(structure(class = c("sinogram_refusal", "error", "condition"), list(message = paste0(...), call = NULL)))

get_value <- function(name) {
  tryCatch(
    {
      if (!exists(name, envir = globalenv())) refuse("There is no variable '", name, "' in R.")
      export(get(name, envir = globalenv()), name)
    },
    sinogram_refusal = function(e) list("refused", message_of(e))
  )
}

export <- function(x, name) {
  if (is.null(x)) return(list("null"))
  if (inherits(x, "table")) x <- as.data.frame(x)
  if (is.data.frame(x)) return(export_frame(x))
  if (is.atomic(x) || inherits(x, "POSIXlt")) {
    shape <- dim(x)
    if (length(shape) == 2L) return(list("matrix", export_column(name, as.vector(x)), as.integer(shape)))
    if (length(shape) > 2L) refuse("'", name, "' is an array of ", length(shape), " dimensions: take it as a matrix or a vector.")
    column <- export_column(name, x)
    if (length(x) != 1L && !is.null(names(x))) return(list("named", enc2utf8(names(x)), column))
    return(list("vector", column))
  }
  if (is.list(x) && !is.object(x)) {
    keys <- if (is.null(names(x))) character(length(x)) else enc2utf8(names(x))
    return(list("list", keys, lapply(seq_along(x), function(i) export(x[[i]], if (nzchar(keys[i])) keys[i] else paste0(name, "[[", i, "]]")))))
  }
  refuse("'", name, "' is an R object of class ", class(x)[1], ", which stays in R: take numbers, text or data frames out of it, for example coef(", name, ").")
}

export_frame <- function(x) {
  x <- as.data.frame(x)
  if (any(vapply(x, function(column) length(dim(column)) > 1L, NA))) {
    x <- do.call(data.frame, c(lapply(x, function(column) if (is.matrix(column)) unclass(column) else column), list(check.names = FALSE, stringsAsFactors = FALSE)))
  }
  labels <- attr(x, "row.names")
  if (is.character(labels)) x <- c(list(row.names = labels), as.list(x))
  keys <- if (is.null(names(x))) character(length(x)) else enc2utf8(names(x))
  if (anyDuplicated(keys)) refuse("Two columns of the data frame are called '", keys[anyDuplicated(keys)], "': names(x) <- make.unique(names(x)) renames them.")
  list("table", keys, lapply(seq_along(keys), function(i) export_column(keys[i], x[[i]])))
}

export_column <- function(name, x) {
  if (inherits(x, "integer64")) return(list("integer64", x))
  if (is.factor(x)) {
    if (!anyNA(levels(x))) return(list("factor", x, enc2utf8(levels(x)), is.ordered(x)))
    x <- as.character(x)
  }
  if (inherits(x, "Date")) return(list("date", as.double(x)))
  if (inherits(x, "POSIXlt")) x <- as.POSIXct(x)
  if (inherits(x, "POSIXct")) return(list("timestamp", as.double(x), zone_of(x)))
  if (inherits(x, "difftime")) return(list(if (inherits(x, "hms")) "time" else "duration", as.double(x, units = "secs")))
  switch(typeof(x),
    logical = list("logical", x),
    integer = list("integer", x),
    double = list("double", x),
    # Latin-1 is converted; what has no known encoding is checked byte by byte on the other side.
    character = list("character", if ("latin1" %in% Encoding(x)) enc2utf8(x) else x),
    raw = list("raw", x),
    list = export_list(name, x),
    refuse("'", name, "' is of type ", typeof(x), ", which has no column type outside R.")
  )
}

zone_of <- function(x) {
  zone <- attr(x, "tzone")[1]
  if (is.null(zone) || is.na(zone) || !nzchar(zone)) zone <- Sys.timezone()
  if (is.na(zone) || !nzchar(zone)) "UTC" else zone
}

export_list <- function(name, x) {
  missing <- vapply(x, is.null, NA)
  simple <- vapply(x, function(value) is.null(value) || (is.atomic(value) && is.null(dim(value))), NA)
  classes <- unique(vapply(x[!missing], function(value) paste(class(value), collapse = " "), ""))
  if (!all(simple) || !(length(classes) <= 1L || all(classes %in% c("integer", "numeric")))) {
    refuse("'", name, "' is a list whose elements are not vectors of one type.")
  }
  sizes <- lengths(x)
  sizes[missing] <- NA_integer_
  values <- if (length(classes) == 0L) logical() else do.call(c, unname(x))
  list("list", as.integer(sizes), export_column(name, values))
}

# ---- values in -------------------------------------------------------------------------------------------------------

put_value <- function(name, value) {
  assign(name, value, envir = globalenv())
  invisible()
}

has_bit64 <- function() requireNamespace("bit64", quietly = TRUE)

pick <- function(values, index) values[index]

# Rows of a list column: `from` counts from 0, a size of NA is a missing row.
split_rows <- function(values, from, sizes) {
  lapply(seq_along(sizes), function(i) if (is.na(sizes[i])) NULL else values[seq.int(from[i] + 1, length.out = sizes[i])])
}

remove_value <- function(name) {
  if (exists(name, envir = globalenv(), inherits = FALSE)) rm(list = name, envir = globalenv())
}

variables <- function() {
  keys <- ls(globalenv())
  c(keys, vapply(keys, function(key) {
    value <- get(key, envir = globalenv())
    size <- if (is.null(dim(value))) length(value) else paste(dim(value), collapse = " x ")
    paste0(class(value)[1], "[", size, "]")
  }, ""))
}

# The words that may stand at the end of `line`, and how many bytes of it they replace.
complete <- function(line) {
  completer <- asNamespace("utils")
  completer$.assignLinebuffer(line)
  completer$.assignEnd(nchar(line, "bytes"))
  token <- completer$.guessTokenFromLine()
  completer$.completeToken()
  c(as.character(nchar(token)), completer$.retrieveCompletions())
}

# ---- session --------------------------------------------------------------------------------------------------------

session <- function() {
  options(
    device = open_device,
    warn = 1L,
    width = 100L,
    help_type = "text",
    menu.graphics = FALSE,
    browser = function(url) cat("(a browser is not opened from R cells: ", url, ")\n", sep = ""),
    pager = function(files, header, title, delete.file) {
      for (file in files) cat(gsub("_\b", "", readLines(file, warn = FALSE), fixed = TRUE), sep = "\n")
      if (delete.file) unlink(files)
    }
  )
  setHook("plot.new", send_complete_pages)
  setHook("grid.newpage", send_complete_pages)
  quit <- function(save = "no", status = 0, runLast = TRUE) invokeRestart("sinogram_quit", as.integer(status))
  ask_line <- function(prompt = "") {
    answer <- .Call(asker, as.character(prompt)[1])
    if (is.null(answer)) {
      # As R does where nobody can type.
      cat(prompt, "\n", sep = "")
      answer <- ""
    }
    answer
  }
  masks <- list(q = quit, quit = quit, readline = ask_line)
  attach(masks, name = "sinogram", warn.conflicts = FALSE)
  invisible()
}

follow <- function(folder) tryCatch(setwd(folder), error = function(e) cat("R stays in its folder: ", message_of(e), "\n", sep = "", file = stderr()))
