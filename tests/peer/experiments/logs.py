"""All the ways to log."""
import logging
import sys
import threading
import warnings

from logzero import logger as zero

logger = logging.getLogger("chaostoolkit")
child = logging.getLogger("chaostoolkit.child")
other = logging.getLogger("some.other")


def levels():
    for each in (logger, zero, child):
        each.debug("debug of %s", each.name)
        each.info("info of %s", each.name)
        each.warning("warning of %s", each.name)
        each.error("error of %s", each.name)
        each.critical("critical of %s", each.name)
    logger.log(5, "level below")
    other.info("not seen")
    return logger is zero


def texts():
    logger.info("number %d, text %r", 7, "täxt \N{SNOWMAN}")
    logger.info("mapping %(a)s", {"a": 1})
    logger.info("several\nlines\n\nand an empty one")
    logger.info(["no text"])
    logger.info("with extra", extra={"own": 1})
    logger.info("100% sure")
    logger.info("tab\tand carriage\rreturn")
    logger.info("")


def tracebacks():
    try:
        {}["key"]
    except KeyError:
        logger.error("with a traceback", exc_info=True)
        zero.exception("an exception")
        try:
            int("x")
        except ValueError as error:
            logger.warning("of another", exc_info=error)
    return sorted(type(handler).__name__ for handler in other.handlers)


def between_levels():
    logger.log(25, "level between")


def threads():
    for number in range(400):
        thread = threading.Thread(target=logger.info, args=("in thread %d", number))
        thread.start()
        thread.join()
        logger.info("after thread %d", number)


def no_traceback():
    logger.info("nothing is being handled", exc_info=True)


def mapping():
    logger.info({"message": "of a mapping", "more": 1})


def prints():
    print("to standard output")
    print("to standard error", file=sys.stderr)
    sys.stdout.write("without an end")
    print(flush=True)
    warnings.warn("shown if not ignored")
