/**
 * Follows runs that another process works on: on a terminal, and as a page that a server on this machine shows. Nothing
 * is written, and a file is read again only after it has changed.
 */
package dev.understudy.live;
