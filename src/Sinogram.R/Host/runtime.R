# The R side of the worker. Evaluated once, in an environment of its own; the functions below are called from C#.
# `channel` is the native routine that sends an event to the parent.

state <- new.env(parent = emptyenv())
state$device <- 0L          # our graphics device, 0 when none is open
state$serial <- 0L          # how many devices this session has opened
state$complete <- 0L        # how many pages of the open device are complete
state$shown <- list()       # pages already sent, by "serial-page": their bytes
state$folder <- tempfile("plots")
dir.create(state$folder, mode = "0700")

emit <- function(...) .Call(channel, ...)

# ---- running a cell -------------------------------------------------------------------------------------------------

run <- function(code, width, height, units, res, pointsize, background, format) {
  state$plot <- list(width = width, height = height, units = units, res = res, pointsize = pointsize, background = background, format = format)
  state$warnings <- 0L
  state$pending <- NULL
  file <- srcfilecopy("cell", strsplit(paste0(code, "\n"), "\n", fixed = TRUE)[[1]])
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
    result <- one(expressions[[i]], if (is.null(references)) NULL else references[[i]])
    report_dropped_warnings()
    if (i < length(expressions) && result[[1]] == "ok") snapshot_plot()
    if (result[[1]] != "ok") break
  }
  result
}

one <- function(expression, reference) {
  withRestarts(
    tryCatch(
      withCallingHandlers(
        {
          value <- withVisible(eval(expression, globalenv()))
          if (value$visible) show(value$value)
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

line_of <- function(reference) if (is.null(reference)) 0L else as.integer(reference)[1]

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
    while (last > first && (call_name(calls[[last]]) %in% c("stop", ".handleSimpleError", "h", "describe_error", "signalCondition", "doTryCatch"))) last <- last - 1L
    own <- if (last > first) calls[(first + 1L):last] else list()
    for (call in own) {
      at <- attr(call, "srcref")
      from <- origin(at)
      if (from == 2L) line <- line_of(at)
      trace <- c(trace, paste0(call_text(call), if (from > 0L) paste0("  (line ", line_of(at), if (from == 1L) " of an earlier cell", ")")))
    }
    if (length(trace) > 40L) trace <- c(trace[1:20], "...", utils::tail(trace, 20L))
  }
  package <- if (inherits(e, "packageNotFoundError")) e$package else ""
  list("error", message_of(e), call_text(conditionCall(e)), line, trace, package)
}

call_name <- function(call) if (is.call(call) && is.name(call[[1]])) as.character(call[[1]]) else ""

syntax_error <- function(text) {
  text <- enc2utf8(text)
  place <- regmatches(text, regexec("^cell:([0-9]+):([0-9]+): ", text))[[1]]
  line <- if (length(place) == 3L) as.integer(place[2]) else 0L
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
  emit("plot", key, mime(), bytes)
}

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
  if (file.exists(file)) send_page(key, file)
  unlink(file)
}

finish_plots <- function() {
  if (is_open()) grDevices::dev.off(state$device)
  state$device <- 0L
  send_complete_pages()
  state$shown <- list()
  state$recorded <- NULL
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
  masks <- list(q = quit, quit = quit)
  attach(masks, name = "sinogram", warn.conflicts = FALSE)
  invisible()
}

follow <- function(folder) tryCatch(setwd(folder), error = function(e) cat("R stays in its folder: ", message_of(e), "\n", sep = "", file = stderr()))
