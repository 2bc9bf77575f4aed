/**
 * Runs that another process works on, followed from outside: on a terminal, and as a page that a server on this machine shows. Nothing is
 * written, and a file is read again only when it has changed.
 */
package dev.understudy.live;
