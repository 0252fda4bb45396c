/** Make an element: `make("p", "note", "text or children")`. */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** The one element marked `data-<name>` below `root`. */
export function part(root, name) {
  return root.querySelector(`[data-${name}]`);
}

/** A fresh copy of what `<template data-template="name">` holds. */
export function stamp(name) {
  return document.querySelector(`template[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
}
