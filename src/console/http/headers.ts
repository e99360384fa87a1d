import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** Nothing but our own files: no inline script or style, no frame around us, no form to elsewhere. */
const strictPolicy = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  frameguard: { action: 'deny' },
  // Addresses of ours go nowhere else. (With `no-referrer` browsers would not say where a form comes from either.)
  referrerPolicy: { policy: 'same-origin' },
})

/** Security headers of every page; nothing is kept in a cache unless a handler says so. */
export const pageHeaders: RequestHandler = (request, response, next) => {
  response.setHeader('cache-control', 'no-store')
  response.setHeader(
    'permissions-policy',
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  )
  strictPolicy(request, response, next)
}
